/**
 * What is measured, running: broker, engine and worker, all in this process or each in its own.
 * Knows the workflows that the worker hosts, and nothing of what is measured with them.
 */
@NullMarked
package io.infinitic.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;

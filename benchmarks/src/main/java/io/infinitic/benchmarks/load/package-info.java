/**
 * What is run while it is measured: workflows and tasks that do next to nothing, the raw messages
 * that they are compared with, and how many are started at a time.
 */
@NullMarked
package io.infinitic.benchmarks.load;

import org.jspecify.annotations.NullMarked;

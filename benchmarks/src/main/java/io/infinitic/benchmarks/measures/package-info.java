/**
 * The benchmarks, a class for each. Each says what it measures, on a cluster that it finds running.
 */
@NullMarked
package io.infinitic.benchmarks.measures;

import org.jspecify.annotations.NullMarked;

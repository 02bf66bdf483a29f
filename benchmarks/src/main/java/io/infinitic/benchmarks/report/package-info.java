/**
 * Figures: samples of rounds, what they are compared with, and how they are shown. Knows nothing of
 * what was measured.
 */
@NullMarked
package io.infinitic.benchmarks.report;

import org.jspecify.annotations.NullMarked;

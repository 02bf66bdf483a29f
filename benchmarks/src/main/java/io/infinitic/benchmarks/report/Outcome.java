package io.infinitic.benchmarks.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a benchmark.
 *
 * @param figures all, or those that were there when it failed or ran out of time
 * @param seconds how long it took, with the start of its cluster
 * @param problem why it was not finished; null if it was
 */
public record Outcome(
    String benchmark, List<Figure> figures, double seconds, @Nullable String problem) {}

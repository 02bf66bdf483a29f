package io.infinitic.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A figure in the making: a sample for each round, and what they are compared with. */
public final class Series {

  private final String name;
  private final String unit;
  private final List<Double> samples = new ArrayList<>();
  private @Nullable Series bound;
  private @Nullable Target target;
  private @Nullable String aim;

  Series(String name, String unit) {
    this.name = name;
    this.unit = unit;
  }

  /** The sample of one more round. */
  public synchronized void add(double sample) {
    samples.add(sample);
  }

  /** Is to be compared with that. */
  public Series boundedBy(Series other) {
    bound = other;
    return this;
  }

  /** Should be at most so many times the bound. */
  public Series atMostTimes(double ratio) {
    target = new Target(true, true, ratio);
    return this;
  }

  /** Should be at least so many times the bound. */
  public Series atLeastTimes(double ratio) {
    target = new Target(true, false, ratio);
    return this;
  }

  /** Should be at most that. */
  public Series atMost(double limit) {
    target = new Target(false, true, limit);
    return this;
  }

  /** What it is to become. */
  public Series aimingAt(double value) {
    aim = Figure.show(value);
    return this;
  }

  /** What is known so far; empty before the first sample. */
  synchronized Optional<Figure> figure() {
    if (samples.isEmpty()) {
      return Optional.empty();
    }
    double value = median();
    Double boundValue = bound == null ? null : bound.medianIfAny();
    Double ratio = boundValue == null ? null : (Double) (value / boundValue);
    boolean comparable = target != null && (ratio != null || !target.ofRatio());
    return Optional.of(
        new Figure(
            name,
            unit,
            value,
            samples.stream().mapToDouble(s -> s).min().orElseThrow(),
            samples.stream().mapToDouble(s -> s).max().orElseThrow(),
            samples.size(),
            bound == null ? null : bound.name,
            boundValue,
            ratio,
            target == null ? null : target.toString(),
            comparable ? (Boolean) target.isMet(value, ratio == null ? Double.NaN : ratio) : null,
            aim));
  }

  private synchronized double median() {
    return Statistics.median(samples.stream().mapToDouble(s -> s).toArray());
  }

  private synchronized @Nullable Double medianIfAny() {
    return samples.isEmpty() ? null : (Double) median();
  }
}

package io.infinitic.benchmarks.report;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The figures of one benchmark, in the order in which they were named. Can be read at any time. */
public final class Figures {

  private final List<Series> series = new CopyOnWriteArrayList<>();

  /** A new figure, of which each round will give a sample. */
  public Series series(String name, String unit) {
    Series made = new Series(name, unit);
    series.add(made);
    return made;
  }

  /** Those that have a sample. */
  public List<Figure> soFar() {
    return series.stream().map(Series::figure).flatMap(Optional::stream).toList();
  }
}

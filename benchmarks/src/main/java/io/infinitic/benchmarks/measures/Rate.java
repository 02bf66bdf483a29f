package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Load;
import java.util.concurrent.ExecutionException;

/** Many of a load at a time, and so many of them that a round lasts long enough to be measured. */
final class Rate {

  private static final int OPEN = 2_000;
  private static final int MOST_WARM_UPS = 30;
  private static final int NO_FASTER = 8;
  private static final double FASTER = 1.03;
  private static final double SECONDS = 2.5;
  private static final int MOST = 100_000;

  private final Load load;
  private final int open;
  private int count;

  private Rate(Load load, int open) {
    this.load = load;
    this.open = open;
    count = open;
  }

  /** Warms the load up until it gets no faster, and finds out how many a round needs. */
  static Rate of(Load load, Bench bench) throws InterruptedException, ExecutionException {
    Rate rate = new Rate(load, bench.scaled(OPEN));
    double best = 0;
    int noFaster = 0;
    for (int i = 0; i < bench.scaled(MOST_WARM_UPS) && noFaster < NO_FASTER; i++) {
      double perSecond = rate.perSecond();
      noFaster = perSecond > best * FASTER ? 0 : noFaster + 1;
      best = Math.max(best, perSecond);
      int enough = bench.scaled((int) Math.min(MOST, perSecond * SECONDS));
      rate.count = Math.max(rate.count, enough);
    }
    return rate;
  }

  /** How many a round has. */
  int count() {
    return count;
  }

  /** One round. */
  double perSecond() throws InterruptedException, ExecutionException {
    return Driver.perSecond(load, count, open);
  }
}

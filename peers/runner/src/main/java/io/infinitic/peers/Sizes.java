package io.infinitic.peers;

/**
 * How much is measured.
 *
 * @param rounds how often; medians are reported
 * @param oneAtATime workflows of three tasks that run alone
 * @param atOnce workflows of three tasks that are started together, at most
 * @param steps tasks of the long workflow
 */
record Sizes(int rounds, int oneAtATime, int atOnce, int steps) {

  /** The usual sizes, times the scale. */
  static Sizes of(int rounds, double scale) {
    return new Sizes(rounds, scaled(200, scale), scaled(2_000, scale), scaled(1_000, scale));
  }

  private static int scaled(int size, double scale) {
    return Math.max(1, (int) Math.round(size * scale));
  }
}

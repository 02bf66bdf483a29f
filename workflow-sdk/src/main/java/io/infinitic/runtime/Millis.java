package io.infinitic.runtime;

import java.time.Duration;

/**
 * Spans of time as they travel: milliseconds, from 0 to 100 years. What is longer is the same as
 * never, and must not overflow when it is added to a time.
 */
public final class Millis {

  private static final Duration LONGEST = Duration.ofDays(100 * 365);

  private Millis() {}

  /** Of a duration; 0 if it is negative. */
  public static long of(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toMillis();
  }

  /** Of seconds; 0 if they are negative or not a number. */
  public static long ofSeconds(double seconds) {
    return seconds > 0 ? Math.round(Math.min(seconds, LONGEST.toSeconds()) * 1_000) : 0;
  }
}

package io.infinitic.runtime;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * Spans of time, and times, as they travel: milliseconds. What has a part of a millisecond is
 * rounded up: nothing ends early. A span has from 0 to 100 years; what is longer is the same as
 * never, and must not overflow when it is added to a time.
 */
public final class Millis {

  private static final Duration LONGEST = Duration.ofDays(100 * 365);
  private static final Instant FIRST = Instant.ofEpochMilli(Long.MIN_VALUE);
  private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE - 1);

  /** A time that does not come; half of what a long can hold, so that adding to it is safe. */
  private static final long NEVER = Long.MAX_VALUE / 2;

  private Millis() {}

  /** Of a duration; 0 if it is negative. */
  public static long of(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    if (duration.compareTo(LONGEST) > 0) {
      return LONGEST.toMillis();
    }
    long millis = duration.toMillis();
    return Duration.ofMillis(millis).equals(duration) ? millis : millis + 1;
  }

  /** The time that far from now; the first or the last that there is, if it would be beyond. */
  public static Instant after(Instant now, Duration delay) {
    try {
      return now.plus(delay);
    } catch (DateTimeException | ArithmeticException e) {
      return delay.isNegative() ? Instant.MIN : Instant.MAX;
    }
  }

  /** Of a time: since 1970. What is too far away for milliseconds is "long ago", or "never". */
  public static long of(Instant time) {
    if (time.isBefore(FIRST)) {
      return 0;
    } else if (time.isAfter(LAST)) {
      return NEVER;
    }
    long millis = time.toEpochMilli();
    return Instant.ofEpochMilli(millis).equals(time) ? millis : millis + 1;
  }

  /** Of seconds; 0 if they are negative or not a number. */
  public static long ofSeconds(double seconds) {
    return seconds > 0 ? Math.round(Math.min(seconds, LONGEST.toSeconds()) * 1_000) : 0;
  }
}

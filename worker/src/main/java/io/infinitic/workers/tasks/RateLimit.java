package io.infinitic.workers.tasks;

/**
 * How many attempts of a service's tasks may start in a second.
 *
 * @param perSecond so many; more than 0, and a fraction if it is less than one a second
 * @param isGlobal whether all workers of the service share them; otherwise each has as many
 */
public record RateLimit(double perSecond, boolean isGlobal) {

  /** The most that can be asked for: beyond this, no limit is needed. */
  public static final double MOST_PER_SECOND = 1_000_000;

  /** Less than one a day is a schedule, not a rate. */
  public static final double LEAST_PER_SECOND = 1.0 / 86_400;

  /**
   * @throws IllegalArgumentException if the rate is out of its range
   */
  public RateLimit {
    if (!(perSecond >= LEAST_PER_SECOND && perSecond <= MOST_PER_SECOND)) {
      throw new IllegalArgumentException(
          "a rate limit of %s a second is not between one a day and a million a second"
              .formatted(perSecond));
    }
  }
}

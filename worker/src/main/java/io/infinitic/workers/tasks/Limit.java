package io.infinitic.workers.tasks;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.runtime.Millis;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.tasks.WithTimeout;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an attempt may run.
 *
 * @param millis startToClose; 0 for no limit
 * @param graceMillis what the code has after that to end by itself: it knows that best, so its own
 *     word counts whoever has set the limit
 */
public record Limit(long millis, long graceMillis) {

  static final Limit NONE = new Limit(0, 0);

  /** What a message may need from here to the engine. */
  private static final long SLACK_MILLIS = 2_000;

  /**
   * The one in force: of the call, else of the configuration, else of the code.
   *
   * @throws InfiniticException if the code gives no usable one
   */
  public static Limit of(
      TaskSettings call, @Nullable Duration configured, @Nullable WithTimeout code) {
    Double ofCode =
        call.startToCloseMillis() > 0 || configured != null || code == null
            ? null
            : code.getTimeoutSeconds();
    long millis;
    if (call.startToCloseMillis() > 0) {
      millis = call.startToCloseMillis();
    } else if (configured != null) {
      millis = Millis.of(configured);
    } else if (ofCode == null) {
      return NONE;
    } else {
      millis = Math.max(1, millis(ofCode, "getTimeoutSeconds", ofCode > 0));
    }
    double grace = code == null ? 0 : code.getGracePeriodAfterTimeoutSeconds();
    return new Limit(
        millis, millis(grace, "getGracePeriodAfterTimeoutSeconds", grace >= 0 /* not NaN */));
  }

  /** The tighter of the two. */
  Limit and(Limit other) {
    if (!exists() || !other.exists()) {
      return exists() ? this : other;
    }
    return millis <= other.millis ? this : other;
  }

  public boolean exists() {
    return millis > 0;
  }

  /** When the engine may give the attempt up: later than this worker does. 0 for never. */
  long forEngineMillis() {
    return exists() ? millis + graceMillis + SLACK_MILLIS : 0;
  }

  private static long millis(double seconds, String method, boolean inRange) {
    if (!inRange) {
      throw new InfiniticException(method + " has returned " + seconds);
    }
    return Millis.ofSeconds(seconds);
  }
}

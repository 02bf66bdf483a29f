package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.RATE;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.schemas.PermitsTaken;
import io.infinitic.schemas.RateState;
import io.infinitic.schemas.TakePermits;
import java.util.Map;

/**
 * Permits to start tasks of a service, of which all workers together have so many a second. They
 * lie on a line of time at equal distances; whoever asks takes the next ones. None are saved up: an
 * idle service does not burst. A request that comes again, because its answer was late or lost,
 * takes no others.
 */
public final class Permits {

  private static final double MICROS = 1_000_000;
  private static final int MOST_WORKERS = 500;
  private static final long FORGOTTEN_MICROS = 3_600L * 1_000_000;

  private static final double LONGEST_MICROS = 60 * MICROS;

  private Permits() {}

  /**
   * Takes permits, and tells the worker when the first may be used.
   *
   * @throws IllegalArgumentException if there are none at that rate
   */
  public static void take(Fold fold, TakePermits message) {
    if (!(message.perSecond() > 0) || message.count() < 1) {
      throw new IllegalArgumentException(
          message.count() + " permits at " + message.perSecond() + " a second");
    }
    String owner = Ids.permits(message.service());
    long now = fold.now() * 1_000;
    RateState before = fold.rows().get(owner, RATE, message.replyTo());
    boolean isRepeated = before != null && before.requestId().equals(message.requestId());
    long first = isRepeated ? before.freeAtMicros() : takeNext(fold, owner, message, now);
    fold.answer(
        message.replyTo(),
        new PermitsTaken(message.requestId(), Math.max(0, (first - now + 999) / 1_000)));
  }

  private static long takeNext(Fold fold, String owner, TakePermits message, long now) {
    RateState all = fold.rows().get(owner, RATE, "");
    boolean isSameRate = all != null && all.perSecond() == message.perSecond();
    long first = isSameRate ? Math.max(now, all.freeAtMicros()) : now;
    // Workers ask for less than a second's worth: whoever asks for more takes no more from them.
    double interval = MICROS / message.perSecond();
    double micros = Math.min(message.count() * interval, Math.max(interval, LONGEST_MICROS));
    long next = first + Math.round(micros);
    fold.rows().put(owner, RATE, "", new RateState(next, message.perSecond(), ""));
    fold.rows()
        .put(
            owner,
            RATE,
            message.replyTo(),
            new RateState(first, message.perSecond(), message.requestId()));
    forgetOld(fold, owner, now);
    return first;
  }

  private static void forgetOld(Fold fold, String owner, long now) {
    Map<String, RateState> rows = fold.rows().all(owner, RATE);
    if (rows.size() > MOST_WORKERS) {
      rows.forEach(
          (worker, taken) -> {
            if (!worker.isEmpty() && taken.freeAtMicros() < now - FORGOTTEN_MICROS) {
              fold.rows().remove(owner, RATE, worker);
            }
          });
    }
  }
}

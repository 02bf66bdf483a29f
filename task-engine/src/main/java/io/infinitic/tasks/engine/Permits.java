package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.RATE;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.schemas.PermitsTaken;
import io.infinitic.schemas.RateState;
import io.infinitic.schemas.TakePermits;

/**
 * Permits to start tasks of a service, of which all workers together have so many a second. They
 * lie on a line of time at equal distances; whoever asks takes the next ones. None are saved up: an
 * idle service does not burst.
 */
public final class Permits {

  private static final double MICROS = 1_000_000;

  private Permits() {}

  /** Takes permits, and tells the worker when the first may be used. */
  public static void take(Fold fold, TakePermits message) {
    String owner = Ids.permits(message.service());
    RateState rate = fold.rows().get(owner, RATE, "");
    long now = fold.now() * 1_000;
    long first = rate == null ? now : Math.max(now, rate.freeAtMicros());
    long taken = Math.round(message.count() * MICROS / message.perSecond());
    fold.rows().put(owner, RATE, "", new RateState(first + taken));
    fold.answer(
        message.replyTo(), new PermitsTaken(message.requestId(), (first - now + 999) / 1_000));
  }
}

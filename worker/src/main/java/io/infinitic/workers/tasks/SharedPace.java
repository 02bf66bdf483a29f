package io.infinitic.workers.tasks;

import io.infinitic.engine.Ids;
import io.infinitic.schemas.PermitsTaken;
import io.infinitic.schemas.TakePermits;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.Pace;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A rate that all workers of a service share: the engine hands out permits, some at a time. They
 * are asked for when a task is there, so that workers without tasks hold none, and forfeited when
 * they are old, so that what many workers have left over does not come at once.
 */
final class SharedPace implements Pace {

  private static final double SECONDS_AT_A_TIME = 0.5;
  private static final long AGAIN_MILLIS = 3_000;
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Permits that can be used one after the other from a time on. */
  private record Granted(long firstNanos, int count) {}

  /** A request under way. */
  private record Asked(String requestId, long atNanos) {}

  private final TaskEnvironment environment;
  private final String service;
  private final double perSecond;
  private final int count;
  private final long intervalNanos;
  private Granted permits = new Granted(0, 0);
  private @Nullable Asked asked;

  SharedPace(TaskEnvironment environment, String service, double perSecond) {
    this.environment = environment;
    this.service = service;
    this.perSecond = perSecond;
    count = (int) Math.max(1, Math.round(perSecond * SECONDS_AT_A_TIME));
    intervalNanos = Math.round(TimeUnit.SECONDS.toNanos(1) / perSecond);
  }

  @Override
  public synchronized boolean mayStart(long maxMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMillis);
    forfeit();
    while (permits.count() == 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      ask();
      wait(left); // for the answer, or for the time to ask again
    }
    if (!sleepUntil(
        permits.firstNanos(), TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()))) {
      return false;
    }
    permits = new Granted(permits.firstNanos() + intervalNanos, permits.count() - 1);
    return true;
  }

  private void forfeit() {
    long old = System.nanoTime() - FRESH_NANOS;
    while (permits.count() > 0 && permits.firstNanos() < old) {
      permits = new Granted(permits.firstNanos() + intervalNanos, permits.count() - 1);
    }
  }

  private void ask() {
    long now = System.nanoTime();
    Asked before = asked;
    if (before != null) {
      if (now - before.atNanos() < TimeUnit.MILLISECONDS.toNanos(AGAIN_MILLIS)) {
        return;
      }
    }
    // The same request again takes no other permits.
    String requestId = before == null ? ReplyInbox.newRequestId() : before.requestId();
    asked = new Asked(requestId, now);
    environment.inbox().expect(requestId, reply -> answered(requestId, (PermitsTaken) reply));
    environment.tell(
        Ids.permits(service),
        new TakePermits(requestId, service, perSecond, count, environment.inbox().address()));
  }

  private synchronized void answered(String requestId, PermitsTaken taken) {
    environment.inbox().forget(requestId);
    if (asked != null && asked.requestId().equals(requestId)) {
      asked = null;
      long first = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(taken.waitMillis());
      permits = new Granted(first, count);
      notifyAll();
    }
  }

  /** Waits until that time. False if the other time was over before. */
  static boolean sleepUntil(long nanos, long maxMillis) throws InterruptedException {
    long wait = nanos - System.nanoTime();
    boolean enough = wait <= TimeUnit.MILLISECONDS.toNanos(maxMillis);
    long sleep = enough ? wait : TimeUnit.MILLISECONDS.toNanos(maxMillis);
    if (sleep > 0) {
      TimeUnit.NANOSECONDS.sleep(sleep);
    }
    return enough;
  }
}

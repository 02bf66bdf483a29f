package io.infinitic.pulsar;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the broker something small every few seconds, and says when there is no answer: soon, then
 * after pauses that grow, and once more when there is one. Pulsar's client connects again by
 * itself, but what it logs of that names no cause, and nothing that one could look up.
 */
final class BrokerWatch implements AutoCloseable {

  private static final long LOOK_MILLIS = 500;

  /** From an answer to the next question. */
  private static final long PERIOD_MILLIS = 5_000;

  /** A broker that has much to do, or hands its topics to another one, may take as long. */
  private static final long PATIENCE_MILLIS = 3_000;

  private static final long LONGEST_PAUSE_MILLIS = 600_000;

  private final BrokerCheck check;
  private final Supplier<? extends CompletableFuture<?>> question;
  private final Consumer<String> log;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "infinitic-broker-watch");
            thread.setDaemon(true);
            return thread;
          });

  private @Nullable CompletableFuture<?> asked;
  private long askAtMillis;

  /** Whether there is a question without an answer, since then. */
  private boolean waits;

  private long sinceMillis;
  private long sayAtMillis;
  private long pauseMillis;
  private boolean hasSaid;
  private volatile boolean closed;

  /**
   * One that does nothing yet.
   *
   * @param question asks the broker; what Pulsar's client does to get an answer is up to it
   * @param log takes a line for people
   */
  BrokerWatch(
      BrokerCheck check, Supplier<? extends CompletableFuture<?>> question, Consumer<String> log) {
    this.check = check;
    this.question = question;
    this.log = log;
  }

  /** Begins now: where nobody listens, that has been said when this returns. */
  static BrokerWatch start(
      BrokerCheck check, Supplier<? extends CompletableFuture<?>> question, Consumer<String> log) {
    BrokerWatch watch = new BrokerWatch(check, question, log);
    watch.begin(nowMillis());
    watch.looks.scheduleWithFixedDelay(
        () -> watch.look(nowMillis()), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  synchronized void begin(long nowMillis) {
    askAtMillis = nowMillis;
    ask(nowMillis);
    if (check.nobodyListens()) {
      say(nowMillis);
    }
  }

  synchronized void look(long nowMillis) {
    if (asked != null && asked.isDone()) {
      if (isAnswer(asked)) {
        answered(nowMillis);
      }
      asked = null; // one that has failed is asked again
    }
    if (asked == null && nowMillis >= askAtMillis) {
      ask(nowMillis);
    }
    if (waits && nowMillis >= sayAtMillis) {
      say(nowMillis);
    }
  }

  private void ask(long nowMillis) {
    try {
      asked = question.get();
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    if (!waits) {
      waits = true;
      sinceMillis = nowMillis;
      sayAtMillis = nowMillis + PATIENCE_MILLIS;
      pauseMillis = PATIENCE_MILLIS;
    }
  }

  private void say(long nowMillis) {
    long seconds = (nowMillis - sinceMillis) / 1_000;
    say(
        "%s: %s; it is tried again"
            .formatted(
                seconds == 0 ? "does not answer" : "has not answered for " + seconds + " s",
                check.silence()));
    hasSaid = true;
    sayAtMillis = nowMillis + pauseMillis;
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
  }

  private void answered(long nowMillis) {
    if (hasSaid) {
      say("answers now, after %d s".formatted((nowMillis - sinceMillis) / 1_000));
      hasSaid = false;
    }
    waits = false;
    askAtMillis = nowMillis + PERIOD_MILLIS;
  }

  private void say(String what) {
    if (!closed) {
      log.accept("INF-3030 the broker at " + check.settings().brokerServiceUrl() + " " + what);
    }
  }

  /** What the broker refuses, it has heard. */
  private static boolean isAnswer(CompletableFuture<?> question) {
    Throwable error = question.handle((answer, thrown) -> thrown).join();
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause == null
        || (cause instanceof PulsarClientException
            && !PulsarClientException.isRetriableError(cause));
  }

  @Override
  public void close() {
    closed = true;
    looks.shutdownNow();
  }
}

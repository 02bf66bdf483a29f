package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnsTest {

  private static final long LONG = 20_000;

  private final Turns turns = new Turns();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void oneHasTheTurn() throws Exception {
    assertThat(turns.await(LONG)).isTrue();
    Future<Boolean> other = threads.submit(() -> turns.await(10));
    assertThat(other.get()).isFalse();
    turns.end();
    assertThat(threads.submit(() -> turns.await(LONG)).get()).isTrue();
  }

  @Test
  void whoDoesNotHaveItCannotGiveItAway() throws Exception {
    assertThat(turns.await(LONG)).isTrue();
    threads.submit(turns::end).get();
    assertThat(threads.submit(() -> turns.await(10)).get()).isFalse();
  }

  @Test
  void atFirstAMessageIsHandledWhileAnotherWaits() throws Exception {
    Future<Boolean> other = otherWaits();
    assertThat(turns.handles()).as("somebody else waits").isTrue();
    assertThat(other.get()).as("and has the turn").isTrue();
    assertThat(turns.handled(System.nanoTime())).as("it has left this thread").isFalse();
  }

  @Test
  void nobodyElseWaits() throws Exception {
    turns.await(LONG);
    assertThat(turns.handles()).as("so there should be another").isFalse();
  }

  /** However short the others were. */
  @Test
  void oneThatLastsLosesTheTurn() throws Exception {
    Future<Boolean> other = trusted();
    turns.handles();
    assertThat(other.get()).as("while this one goes on").isTrue();
    assertThat(turns.handled(System.nanoTime() - TimeUnit.SECONDS.toNanos(1))).isFalse();
  }

  /** This thread has the turn, and another one waits for it. */
  private Future<Boolean> otherWaits() throws InterruptedException {
    turns.await(LONG);
    CountDownLatch began = new CountDownLatch(1);
    CompletableFuture<Boolean> got = new CompletableFuture<>();
    threads.execute(
        () -> {
          began.countDown();
          try {
            got.complete(turns.await(LONG));
          } catch (InterruptedException e) {
            got.cancel(false);
          }
        });
    began.await();
    while (!turns.isAwaited()) {
      Thread.onSpinWait();
    }
    return got;
  }

  /** The same, after many short messages. */
  private Future<Boolean> trusted() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      turns.await(LONG);
      turns.handles();
      turns.handled(System.nanoTime());
    }
    return otherWaits();
  }
}

package io.infinitic.pulsar;

import io.infinitic.transport.MessageRefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Tells senders that messages to a topic have failed: one after the other, and from the executor.
 * They may answer by sending, which may have to wait until Pulsar's threads have made room.
 */
final class Failures {

  /**
   * A failure that nothing may overtake.
   *
   * @param heard completes when its sender knows, and the senders of those before it
   * @param untilNanos until when it holds up what comes, at least
   */
  private record Stall(Throwable reason, CompletableFuture<Void> heard, long untilNanos) {
    boolean isOver() {
      return heard.isDone() && System.nanoTime() - untilNanos >= 0;
    }
  }

  private final Executor executor;
  private CompletableFuture<Void> lastHeard = CompletableFuture.completedFuture(null);
  private volatile @Nullable Stall stall;

  Failures(Executor executor) {
    this.executor = executor;
  }

  /** Why a message must fail now, lest it overtake one that has; null if it may be sent. */
  @Nullable Throwable reasonNow() {
    Stall known = stall;
    return known == null || known.isOver() ? null : known.reason();
  }

  /**
   * Until the sender knows, what comes fails as well, unless the message was refused for good.
   *
   * @param sent what the sender hears it from
   * @param pauseNanos how long what comes fails at least
   */
  void tell(CompletableFuture<Void> sent, Throwable reason, long pauseNanos) {
    CompletableFuture<Void> heard = new CompletableFuture<>();
    CompletableFuture<Void> before;
    synchronized (this) {
      before = lastHeard;
      lastHeard = heard;
      if (!(reason instanceof MessageRefusedException)) {
        stall = new Stall(reason, heard, System.nanoTime() + pauseNanos);
      }
    }
    before.thenRunAsync(
        () -> {
          sent.completeExceptionally(reason);
          heard.complete(null);
        },
        executor);
  }
}

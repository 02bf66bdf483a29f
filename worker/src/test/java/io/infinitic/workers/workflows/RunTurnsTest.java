package io.infinitic.workers.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RunTurnsTest {

  private final RunTurns turns = new RunTurns();
  private final List<String> done = new CopyOnWriteArrayList<>();

  private RunTurns.Work say(String what) {
    return () -> {
      done.add(what);
      return CompletableFuture.completedFuture(null);
    };
  }

  /** With a lock, or one of 64, a thread would wait here. */
  @Test
  void noThreadWaitsForARunThatIsBusy() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread slow =
        new Thread(
            () -> {
              try {
                turns.take(
                    "busy",
                    () -> {
                      begun.countDown();
                      goOn.await();
                      return say("slow").run();
                    });
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    slow.start();
    begun.await();
    for (int i = 0; i < 1_000; i++) {
      assertThat(turns.take("run " + i, say("other"))).isCompleted();
    }
    CompletableFuture<Void> next = turns.take("busy", say("next"));
    CompletableFuture<Void> last = turns.take("busy", say("last"));
    assertThat(next).isNotDone();
    done.clear();
    goOn.countDown();
    next.get();
    last.get();
    slow.join();
    assertThat(done).containsExactly("slow", "next", "last");
    assertThat(turns.take("busy", say("free"))).isCompleted();
  }

  @Test
  void mistakeOfOneIsNotThatOfTheNext() throws Exception {
    CompletableFuture<?>[] waiting = new CompletableFuture<?>[2];
    turns.take(
        "run",
        () -> {
          waiting[0] =
              turns.take(
                  "run",
                  () -> {
                    throw new IllegalStateException("a mistake");
                  });
          waiting[1] = turns.take("run", say("next"));
          return say("first").run();
        });
    assertThat(waiting[0]).isCompletedExceptionally();
    assertThat(waiting[1]).isCompleted();
    assertThat(done).containsExactly("first", "next");
  }
}

package io.infinitic.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallbacksTest {

  private final Callbacks callbacks = new Callbacks(null);

  @RepeatedTest(20)
  void allAreRunWhoeverGivesThem() throws InterruptedException {
    int givers = 4;
    int each = 2_000;
    AtomicInteger run = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(givers * each);
    for (int i = 0; i < givers; i++) {
      new Thread(
              () -> {
                for (int j = 0; j < each; j++) {
                  callbacks.execute(
                      () -> {
                        run.incrementAndGet();
                        done.countDown();
                      });
                }
              })
          .start();
    }
    done.await();
    assertThat(run).hasValue(givers * each);
  }

  /** As many wait for the last one as there are. */
  @Test
  void aCallbackMayWaitForOneThatCameLater() throws Exception {
    CompletableFuture<String> last = new CompletableFuture<>();
    CountDownLatch done = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      callbacks.execute(
          () -> {
            last.join();
            done.countDown();
          });
    }
    callbacks.execute(() -> last.complete("it"));
    done.await();
    assertThat(last).isCompletedWithValue("it");
  }

  @Test
  void aCallbackMayWaitForOneThatComesWhileItWaits() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> other = new CompletableFuture<>();
    CompletableFuture<String> result = new CompletableFuture<>();
    callbacks.execute(
        () -> {
          begun.countDown();
          result.complete(other.join());
        });
    begun.await();
    TimeUnit.MILLISECONDS.sleep(30); // nobody has watched it for a while
    callbacks.execute(() -> other.complete("it"));
    assertThat(result.get()).isEqualTo("it");
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthers() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      callbacks.execute(
          () -> {
            throw new IllegalStateException("meant for the log");
          });
      callbacks.execute(done::countDown);
    }
    done.await();
    assertThat(done.getCount()).isZero();
  }

  /** Each waits until all run. */
  @Test
  void manyThatLastRunAtATime() throws InterruptedException {
    int many = 500;
    CountDownLatch all = new CountDownLatch(many);
    for (int i = 0; i < many; i++) {
      callbacks.execute(
          () -> {
            all.countDown();
            try {
              all.await(); // each until the last one runs
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    all.await();
    assertThat(all.getCount()).isZero();
  }
}

package io.infinitic.workers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.values.Payloads;
import io.infinitic.values.Policies;
import io.infinitic.workers.Definition;
import io.infinitic.workers.replay.LocalTasks;
import io.infinitic.workers.tasks.Hosted;
import io.infinitic.workers.tasks.ServiceSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How local tasks end that do not just return. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HostedServicesTest {

  public interface Odd {
    String now();

    CompletableFuture<String> later();
  }

  private final class OddImpl implements Odd {
    @Override
    public String now() {
      try {
        return script.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("failed", e);
      }
    }

    @Override
    public @Nullable CompletableFuture<String> later() {
      return later;
    }
  }

  private final CountDownLatch never = new CountDownLatch(1);
  private final HostedServices services =
      new HostedServices(
          Payloads.defaults(),
          "here",
          () -> {
            throw new IllegalStateException();
          },
          List.of(),
          List.of());
  private Callable<String> script = () -> "";
  private @Nullable CompletableFuture<String> later = new CompletableFuture<>();

  HostedServicesTest() {
    services.add(
        Hosted.of(
            Definition.of(Odd.class.getName(), OddImpl.class, type -> new OddImpl()),
            ServiceSettings.defaults()));
  }

  @AfterEach
  void close() {
    services.close();
  }

  private LocalAttempts run(String task, RetryPolicy retry, long startToClose, long scheduleToClose)
      throws InterruptedException {
    TaskSettings settings =
        new TaskSettings(
            Policies.write(retry), startToClose, scheduleToClose, List.of(), Map.of(), 0, 0, 0);
    return services.run(
        new LocalTasks.Call(
            1,
            new ScheduleTask(Odd.class.getName(), task, List.of(), settings, null),
            "task",
            new WorkflowStarted().withWorkflowId("w").withWorkflowName("flow"),
            0,
            System.nanoTime(),
            0));
  }

  @Test
  void actionAtTheLimitKeepsNobodyWaiting() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    script =
        () -> {
          Task.onTimeOut(
              () -> {
                told.countDown();
                await(never);
              });
          Task.onTimeOut(
              () -> {
                throw new StackOverflowError();
              });
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return "";
        };
    assertThat(run("now", RetryPolicy.none(), 50, 0).status()).isEqualTo(OutcomeStatus.TIMED_OUT);
    interrupted.await();
    told.await();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void futureIsCancelledAtTheLimit() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    CompletableFuture<String> future = new CompletableFuture<>();
    future.whenComplete((done, error) -> cancelled.countDown());
    later = future;
    assertThat(run("later", RetryPolicy.none(), 50, 0).status()).isEqualTo(OutcomeStatus.TIMED_OUT);
    cancelled.await();
    assertThat(future).isCancelled();
  }

  @Test
  void futureThatIsNoneFails() throws Exception {
    later = null;
    LocalAttempts made = run("later", RetryPolicy.none(), 0, 0);
    assertThat(made.status()).isEqualTo(OutcomeStatus.FAILED);
    assertThat(made.failure().name()).isEqualTo(InfiniticException.class.getName());
  }

  @Test
  void whatClosingInterruptsHasNoOutcome() {
    CountDownLatch started = new CountDownLatch(1);
    script =
        () -> {
          started.countDown();
          never.await();
          return "";
        };
    Thread closing =
        new Thread(
            () -> {
              await(started);
              services.close();
            });
    closing.start();
    assertThatThrownBy(() -> run("now", RetryPolicy.none(), 0, 0))
        .isInstanceOf(InterruptedException.class);
    assertThatThrownBy(() -> run("now", RetryPolicy.none(), 0, 0))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void timeThatEndsBetweenAttemptsNamesTheLastFailure() throws Exception {
    script =
        () -> {
          throw new IllegalStateException("last");
        };
    RetryPolicy slow =
        RetryPolicy.defaults()
            .withMaximumDelay(Duration.ofHours(2))
            .withInitialDelay(Duration.ofHours(1));
    LocalAttempts made = run("now", slow, 0, 1_000);
    assertThat(made.status()).isEqualTo(OutcomeStatus.TIMED_OUT);
    Failure failure = made.failure();
    assertThat(failure.name()).isEqualTo(TimedOutException.class.getName());
    assertThat(failure.message()).startsWith("scheduleToClose of 1000 ms of task ");
    assertThat(failure.cause().message()).isEqualTo("last");
  }

  /** Its own methods throw. */
  private static final class Untold extends RuntimeException {
    @Override
    public String getMessage() {
      throw new IllegalStateException();
    }
  }

  @Test
  void exceptionThatCannotBeReadIsToldByItsName() throws Exception {
    script =
        () -> {
          throw new Untold();
        };
    assertThat(run("now", RetryPolicy.none(), 0, 0).failure().name())
        .isEqualTo(Untold.class.getName());
  }
}

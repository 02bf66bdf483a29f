package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.exceptions.TaskException;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.Jobs;
import io.infinitic.workers.Jobs.Job;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Attempts that tell how far they are. */
public abstract class TaskHeartbeatScenarios extends Scenarios {

  /** How far a task is. */
  public record Progress(int page, List<String> done) {}

  /** The same, of one that does not always know. */
  public record Share(Double done) {}

  private static final TaskOptions ONCE = TaskOptions.defaults().withRetry(RetryPolicy.none());
  private static final TaskOptions FAST =
      TaskOptions.defaults()
          .withRetry(
              RetryPolicy.defaults()
                  .withInitialDelay(Duration.ofMillis(1))
                  .withMaximumDelay(Duration.ofMillis(1)));

  private String inJob(TaskOptions options, Jobs.Script script) {
    String name = Jobs.named(script);
    return run(
        w -> {
          Job job = newService(Job.class, options);
          try {
            return job.run(name);
          } catch (TaskException e) {
            return e.getClass().getSimpleName() + ": " + e.getFailure();
          }
        });
  }

  @Test
  void detailsAreThereInTheNextAttempt() {
    assertThat(
            inJob(
                FAST,
                () -> {
                  Progress last = Task.lastHeartbeat(Progress.class);
                  if (last == null) {
                    Task.heartbeat(new Progress(1, List.of("a")));
                    throw new IllegalStateException("again");
                  }
                  return last.toString();
                }))
        .isEqualTo("Progress[page=1, done=[a]]");
  }

  @Test
  void detailsAreWhatTheReaderNames() {
    assertThat(
            inJob(
                FAST,
                () -> {
                  Share last = Task.lastHeartbeat(Share.class);
                  if (last == null) {
                    Task.heartbeat(new Share(Double.NaN));
                    throw new IllegalStateException("again");
                  }
                  return last.toString();
                }))
        .isEqualTo("Share[done=NaN]");
  }

  @Test
  void heldBackDetailsTravelWithTheFailure() {
    assertThat(
            inJob(
                FAST,
                () -> {
                  if (Task.getRetryIndex() == 0) {
                    for (int page = 1; page <= 100; page++) {
                      Task.heartbeat(page);
                    }
                    throw new IllegalStateException("again");
                  }
                  return "" + Task.lastHeartbeat(Integer.class);
                }))
        .isEqualTo("100");
  }

  @Test
  void ownDetailsAreKnownAtOnceAndStayWithoutNewOnes() {
    assertThat(
            inJob(
                ONCE,
                () -> {
                  Task.heartbeat("first");
                  Task.heartbeat("second");
                  Task.heartbeat(null);
                  return Task.lastHeartbeat(String.class);
                }))
        .isEqualTo("second");
  }

  @Test
  void taskThatBeatsMayTakeLongerThanItsLimit() {
    assertThat(
            inJob(
                ONCE.withHeartbeat(Duration.ofMillis(1_000)),
                () -> {
                  long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2_000);
                  while (System.nanoTime() < end) {
                    Task.heartbeat("alive");
                    Jobs.take(5);
                  }
                  return "done";
                }))
        .isEqualTo("done");
  }

  @Test
  void taskThatDoesNotBeatIsGivenUpAndInterrupted() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    String name =
        Jobs.named(
            () -> {
              Task.heartbeat("page 3");
              try {
                return Jobs.block();
              } catch (InterruptedException e) {
                seen.complete(Task.isCancelled() + " " + Task.hasTimedOut());
                throw e;
              }
            });
    assertThat(
            run(
                w -> {
                  Job job = newService(Job.class, ONCE.withHeartbeat(Duration.ofMillis(200)));
                  try {
                    return job.run(name);
                  } catch (TaskTimedOutException e) {
                    return e.getFailure().getMessage() + " " + e.getFailure().getDetails();
                  }
                }))
        .contains("heartbeat", "attempt 1", "page 3");
    assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("true false");
  }

  @Test
  void detailsThatCannotBeWrittenAreRefusedWhereTheyAreTold() {
    assertThat(
            inJob(
                ONCE,
                () -> {
                  Object cyclic = new io.infinitic.workers.Flows.Cyclic();
                  Task.heartbeat(cyclic);
                  return "";
                }))
        .contains("PayloadException", "details of a heartbeat");
  }
}

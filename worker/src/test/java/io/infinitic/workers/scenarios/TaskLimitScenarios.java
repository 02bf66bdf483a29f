package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.exceptions.TaskCanceledException;
import io.infinitic.exceptions.TaskException;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.Jobs;
import io.infinitic.workers.Jobs.Annotated;
import io.infinitic.workers.Jobs.Configured;
import io.infinitic.workers.Jobs.Deciding;
import io.infinitic.workers.Jobs.Job;
import io.infinitic.workflows.Deferred;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Attempts that take too long, and attempts that nobody wants any more. */
public abstract class TaskLimitScenarios extends Scenarios {

  private static final RetryPolicy FAST =
      RetryPolicy.defaults()
          .withInitialDelay(Duration.ofMillis(1))
          .withMaximumDelay(Duration.ofMillis(1));
  private static final TaskOptions ONCE = TaskOptions.defaults().withRetry(RetryPolicy.none());
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(30);

  /** More than the short limits, less than the long ones. */
  private static String sleep() throws InterruptedException {
    Jobs.take(200);
    return "done";
  }

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
  void attemptOverItsLimitIsInterruptedAndAnotherFollows() {
    assertThat(
            inJob(
                TaskOptions.defaults().withStartToClose(SHORT).withRetry(FAST),
                () -> {
                  if (Task.getRetryIndex() == 0) {
                    return Jobs.block();
                  }
                  return Task.getRetryIndex() + " " + Task.getLastError();
                }))
        .startsWith("1 io.infinitic.exceptions.TimedOutException")
        .contains("attempt 1 of task " + Job.class.getName() + ".run", "startToClose", "PT0.05S");
  }

  @Test
  void lastAttemptThatTakesTooLongSaysWhereItWas() {
    assertThat(inJob(ONCE.withStartToClose(SHORT), Jobs::block))
        .startsWith("TaskTimedOutException: io.infinitic.exceptions.TimedOutException");
    String name = Jobs.named(Jobs::block);
    assertThat(
            run(
                w -> {
                  Job job = newService(Job.class, ONCE.withStartToClose(SHORT));
                  try {
                    return job.run(name);
                  } catch (TaskTimedOutException e) {
                    return e.getFailure().getStackTrace();
                  }
                }))
        .contains("Jobs.block");
  }

  @Test
  void codeThatIgnoresItsInterruptIsGivenUp() {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger interrupts = new AtomicInteger();
    assertThat(
            inJob(
                ONCE.withStartToClose(SHORT),
                () -> {
                  while (true) {
                    try {
                      gate.await();
                      return "too late";
                    } catch (InterruptedException e) {
                      interrupts.incrementAndGet();
                    }
                  }
                }))
        .startsWith("TaskTimedOutException");
    until(() -> interrupts.get() == 1);
    gate.countDown();
  }

  @Test
  void whatIsReturnedInTheGracePeriodCounts() {
    String name =
        Jobs.named(
            () -> {
              boolean before = Task.hasTimedOut();
              try {
                return Jobs.block();
              } catch (InterruptedException e) {
                return before + " " + Task.hasTimedOut();
              }
            });
    assertThat(
            run(
                w -> {
                  Annotated service = newService(Annotated.class);
                  return service.run(name);
                }))
        .isEqualTo("false true");
  }

  @Test
  void whatIsThrownInTheGracePeriodIsTheCause() {
    String name =
        Jobs.named(
            () -> {
              try {
                return Jobs.block();
              } catch (InterruptedException e) {
                throw new IllegalStateException("was at page 7");
              }
            });
    assertThat(
            run(
                w -> {
                  Annotated service = newService(Annotated.class, ONCE);
                  try {
                    return service.run(name);
                  } catch (TaskTimedOutException e) {
                    return e.getFailure().getCause().getMessage();
                  }
                }))
        .isEqualTo("was at page 7");
  }

  @Test
  void actionsOfOnTimeOutAreCalled() {
    String name =
        Jobs.named(
            () -> {
              CompletableFuture<String> first = new CompletableFuture<>();
              Thread thread = Thread.currentThread();
              Task.onTimeOut(() -> first.complete("" + (Thread.currentThread() == thread)));
              while (!first.isDone()) {
                Thread.onSpinWait(); // an interrupt does not reach it
              }
              CompletableFuture<String> second = new CompletableFuture<>();
              Task.onTimeOut(() -> second.complete("at once"));
              Thread.interrupted();
              return first.get() + " " + second.get();
            });
    assertThat(
            run(
                w -> {
                  Annotated service = newService(Annotated.class);
                  return service.run(name);
                }))
        .isEqualTo("false at once");
  }

  @Test
  void limitOfAMethodIsStrongerThanThatOfItsClass() {
    String name = Jobs.named(TaskLimitScenarios::sleep);
    assertThat(
            run(
                w -> {
                  Annotated service = newService(Annotated.class, ONCE);
                  try {
                    return service.otherwise(name) + " " + service.run(name);
                  } catch (TaskTimedOutException e) {
                    return e.getTaskName();
                  }
                }))
        .isEqualTo("run");
  }

  @Test
  void limitOfTheCallIsTheStrongest() {
    String name = Jobs.named(TaskLimitScenarios::sleep);
    String blocking = Jobs.named(Jobs::block);
    assertThat(
            run(
                w -> {
                  Annotated annotated = newService(Annotated.class, ONCE.withStartToClose(LONG));
                  Configured configured =
                      newService(Configured.class, ONCE.withStartToClose(Duration.ofMillis(30)));
                  String first = annotated.run(name);
                  try {
                    return configured.run(blocking);
                  } catch (TaskTimedOutException e) {
                    return first + " " + e.getFailure().getMessage();
                  }
                }))
        .startsWith("done ")
        .contains("PT0.03S");
  }

  @Test
  void configuredLimitIsStrongerThanAnnotations() {
    String name = Jobs.named(TaskLimitScenarios::sleep);
    assertThat(
            run(
                w -> {
                  Configured service = newService(Configured.class);
                  return service.run(name);
                }))
        .isEqualTo("done");
  }

  @Test
  void serviceThatImplementsItsLimit() {
    String name = Jobs.named(Jobs::block);
    assertThat(
            run(
                w -> {
                  Deciding service = newService(Deciding.class, ONCE);
                  try {
                    return service.run(name);
                  } catch (TaskTimedOutException e) {
                    return e.getFailure().getMessage();
                  }
                }))
        .contains("PT0.05S");
  }

  @Test
  void attemptThatHasStartedMayTakeLongerThanScheduleToStart() {
    assertThat(
            inJob(
                ONCE.withScheduleToStart(Duration.ofMillis(1_000)),
                () -> {
                  Jobs.take(1_500);
                  return "started";
                }))
        .isEqualTo("started");
  }

  @Test
  void cancelledTaskIsInterrupted() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    CountDownLatch started = new CountDownLatch(1);
    String name =
        Jobs.named(
            () -> {
              String before = "" + Task.isCancelled();
              started.countDown();
              try {
                return Jobs.block();
              } catch (InterruptedException e) {
                seen.complete(before + " " + Task.isCancelled() + " " + Task.hasTimedOut());
                throw e;
              }
            });
    var result =
        start(
            key(),
            w -> {
              Job job = newService(Job.class, ONCE.withStartToClose(LONG));
              Deferred<String> task = dispatch(job::run, name);
              w.notes.receive().await();
              task.cancel();
              try {
                return task.await();
              } catch (TaskCanceledException e) {
                return "canceled";
              }
            });
    started.await();
    at(result.getId()).getNotes().send("cancel");
    assertThat(result.await()).isEqualTo("canceled");
    assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("false true false");
  }

  /** Without any limit, the engine hears of it after a second, when it is not wanted any more. */
  @Test
  void cancelledTaskWithoutLimitsIsInterruptedToo() throws Exception {
    CompletableFuture<Boolean> seen = new CompletableFuture<>();
    CountDownLatch started = new CountDownLatch(1);
    String name =
        Jobs.named(
            () -> {
              started.countDown();
              try {
                return Jobs.block();
              } catch (InterruptedException e) {
                seen.complete(Task.isCancelled());
                return "ignored";
              }
            });
    var result =
        start(
            key(),
            w -> {
              Job job = newService(Job.class);
              Deferred<String> task = dispatch(job::run, name);
              w.notes.receive().await();
              task.cancel();
              await(() -> !task.isOngoing());
              return task.status().toString();
            });
    started.await();
    at(result.getId()).getNotes().send("cancel");
    assertThat(result.await()).isEqualTo("CANCELED");
    assertThat(seen.get(10, TimeUnit.SECONDS)).isTrue();
  }
}

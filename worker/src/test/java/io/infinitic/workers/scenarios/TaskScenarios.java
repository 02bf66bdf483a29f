package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.TaskPhase;
import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.TaskException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.runtime.TaskContext;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.Jobs;
import io.infinitic.workers.Jobs.Annotated;
import io.infinitic.workers.Jobs.Configured;
import io.infinitic.workers.Jobs.Deciding;
import io.infinitic.workers.Jobs.Job;
import io.infinitic.workflows.Deferred;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What tasks know, how they end, and what follows when they fail. */
public abstract class TaskScenarios extends Scenarios {

  private static final TaskOptions ONCE = TaskOptions.defaults().withRetry(RetryPolicy.none());

  /** The class of the service has a limit that is short. */
  private static final TaskOptions PATIENT =
      TaskOptions.defaults().withStartToClose(Duration.ofSeconds(30));

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

  private String inAnnotated(Jobs.Script script) {
    String name = Jobs.named(script);
    return run(
        w -> {
          Annotated service = newService(Annotated.class, PATIENT);
          try {
            return service.otherwise(name);
          } catch (TaskException e) {
            return e.getClass().getSimpleName() + ": " + e.getFailure();
          }
        });
  }

  @Test
  void contextOfATask() {
    String id = key();
    String name =
        Jobs.named(
            () ->
                String.join(
                    " ",
                    Task.getWorkflowId(),
                    "" + Task.getWorkflowVersion(),
                    Task.getTaskName(),
                    "" + Task.getRetryIndex(),
                    "" + Task.getRetrySequence(),
                    "" + Task.getLastError(),
                    "" + Task.getTags(),
                    new String(Task.getMeta().get("k"), StandardCharsets.UTF_8),
                    Task.getBatchKey(),
                    "" + Task.getWorkerName().startsWith("scenarios-"),
                    "" + Task.isCancelled(),
                    "" + Task.hasTimedOut(),
                    "" + Task.lastHeartbeat(String.class),
                    "" + Task.getTaskId().equals(Task.idempotencyKey()),
                    "" + MDC.get("taskId").equals(Task.getTaskId()),
                    MDC.get("attempt"),
                    "" + MDC.get("workflowId").equals(Task.getWorkflowId())));
    TaskOptions options =
        ONCE.withTags(Set.of("red")).withMeta(Map.of("k", "v".getBytes())).withBatchKey("b");
    assertThat(
            start(
                    id,
                    w -> {
                      Job job = newService(Job.class, options);
                      return job.run(name);
                    })
                .await())
        .isEqualTo(id + " 0 run 0 0 null [red] v b true false false null true true 1 true");
  }

  @Test
  void clientOfATask() {
    String id = key();
    var waiting = start(id, w -> w.notes.receive().await());
    inJob(
        ONCE,
        () -> {
          InfiniticClient client = Task.getClient();
          client
              .getWorkflowById(io.infinitic.workers.Lambdas.Lambda.class, id)
              .getNotes()
              .send("from a task");
          return "";
        });
    assertThat(waiting.await()).isEqualTo("from a task");
  }

  @Test
  void contextIsThatOfOneThreadOnly() {
    assertThat(
            inJob(
                ONCE,
                () ->
                    CompletableFuture.supplyAsync(
                            () -> {
                              try {
                                return TaskContext.current().taskId();
                              } catch (IllegalStateException e) {
                                return e.getMessage();
                              }
                            })
                        .get()))
        .contains("can only be called by a task");
  }

  @Test
  void metaThatATaskChangesIsThereInItsNextAttempt() {
    assertThat(
            inJob(
                FAST.withMeta(Map.of("kept", new byte[] {1}, "removed", new byte[] {2})),
                () -> {
                  if (Task.getRetryIndex() == 0) {
                    Task.getMeta().remove("removed");
                    Task.getMeta().put("page", new byte[] {7});
                    throw new IllegalStateException("again");
                  }
                  return Task.getMeta().keySet().stream().sorted().toList()
                      + " "
                      + Task.getMeta().get("page")[0];
                }))
        .isEqualTo("[kept, page] 7");
  }

  @Test
  void attemptsAreCountedAnewWhenRetriedByHand() {
    String id = key();
    String open = key();
    CountDownLatch repaired = new CountDownLatch(1);
    String name =
        Jobs.named(
            () -> {
              if (repaired.getCount() > 0) {
                throw new TaskFailure("broken " + open).notRetryable();
              }
              return Task.getRetrySequence() + " " + Task.getRetryIndex();
            });
    var result =
        start(
            id,
            w -> {
              Job job = newService(Job.class);
              return job.run(name);
            });
    untilState(id, WorkflowState.FAILED);
    repaired.countDown();
    client().retryTasks(at(id));
    until(() -> describe(id).state() == WorkflowState.COMPLETED);
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("1 0");
    assertThat(result.getId()).isEqualTo(id);
  }

  @Test
  void errorsOfOneTaskLeaveOthersAlone() {
    class Death extends Error {
      private static final long serialVersionUID = 1;
    }
    assertThat(inJob(ONCE, TaskScenarios::endless))
        .startsWith("TaskFailedException: java.lang.StackOverflowError");
    assertThat(
            inJob(
                ONCE,
                () -> {
                  throw new OutOfMemoryError("planned");
                }))
        .isEqualTo("TaskFailedException: java.lang.OutOfMemoryError: planned");
    assertThat(
            inJob(
                ONCE,
                () -> {
                  throw new Death();
                }))
        .contains("Death");
    assertThat(
            inJob(
                ONCE,
                () -> {
                  throw new LinkageError("planned");
                }))
        .contains("java.lang.LinkageError: planned");
    assertThat(inJob(ONCE, () -> "alive")).isEqualTo("alive");
  }

  private static String endless() {
    return endless() + "deeper";
  }

  @Test
  void exceptionWhoseMethodsThrowIsToldNevertheless() {
    class Hostile extends RuntimeException {
      private static final long serialVersionUID = 1;

      @Override
      public String getMessage() {
        throw new UnsupportedOperationException("no message");
      }
    }
    assertThat(
            inJob(
                ONCE,
                () -> {
                  throw new Hostile();
                }))
        .contains("Hostile", "UnsupportedOperationException");
  }

  @Test
  void interruptOfOneTaskDoesNotReachTheNext() {
    for (int i = 0; i < 20; i++) {
      assertThat(
              inJob(
                  ONCE,
                  () -> {
                    boolean was = Thread.currentThread().isInterrupted();
                    Thread.currentThread().interrupt();
                    return "" + was;
                  }))
          .isEqualTo("false");
    }
  }

  // ---- retries that code decides

  @Test
  void codeDecidesHowOftenAndWhen() {
    AtomicInteger attempts = new AtomicInteger();
    String name =
        Jobs.named(
            () -> {
              attempts.incrementAndGet();
              throw new IllegalStateException("attempt " + Task.getRetryIndex());
            });
    assertThat(
            run(
                w -> {
                  Annotated service = newService(Annotated.class, PATIENT);
                  try {
                    return service.run(name);
                  } catch (TaskFailedException e) {
                    return e.getFailure().getMessage();
                  }
                }))
        .isEqualTo("attempt 2");
    assertThat(attempts).hasValue(3);
  }

  @Test
  void methodsWordIsStrongerThanThatOfItsClass() {
    assertThat(
            inAnnotated(
                () -> {
                  throw new IllegalStateException("attempt " + Task.getRetryIndex());
                }))
        .endsWith("attempt 0");
  }

  @Test
  void policyOfTheCallIsStrongerThanCode() {
    String name =
        Jobs.named(
            () -> {
              if (Task.getRetryIndex() < 4) {
                throw new IllegalStateException("attempt " + Task.getRetryIndex());
              }
              return "retried";
            });
    assertThat(
            run(
                w -> {
                  Annotated service =
                      newService(Annotated.class, FAST.withStartToClose(Duration.ofSeconds(30)));
                  return service.otherwise(name);
                }))
        .isEqualTo("retried");
  }

  @Test
  void configuredPolicyIsStrongerThanCode() {
    String name =
        Jobs.named(
            () -> {
              throw new IllegalStateException("attempt " + Task.getRetryIndex());
            });
    assertThat(
            run(
                w -> {
                  Configured service = newService(Configured.class);
                  try {
                    return service.run(name);
                  } catch (TaskFailedException e) {
                    return e.getFailure().getMessage();
                  }
                }))
        .isEqualTo("attempt 1");
  }

  @Test
  void serviceThatDecidesItself() {
    String name =
        Jobs.named(
            () -> {
              throw new IllegalStateException("attempt " + Task.getRetryIndex());
            });
    assertThat(
            run(
                w -> {
                  Deciding service = newService(Deciding.class);
                  try {
                    return service.run(name);
                  } catch (TaskFailedException e) {
                    return e.getFailure().getMessage();
                  }
                }))
        .isEqualTo("attempt 1");
  }

  @Test
  void codeThatCannotDecideEndsTheTaskAndIsTold() {
    String name =
        Jobs.named(
            () -> {
              throw new StackOverflowError("planned");
            });
    assertThat(
            run(
                w -> {
                  Annotated service = newService(Annotated.class, PATIENT);
                  try {
                    return service.confused(name);
                  } catch (TaskFailedException e) {
                    return e.getFailure() + " " + e.getFailure().getStackTrace();
                  }
                }))
        .startsWith("java.lang.StackOverflowError: planned")
        .contains("confused by java.util.concurrent.ExecutionException");
  }

  @Test
  void whatTheFailureSaysIsTheStrongest() {
    AtomicInteger attempts = new AtomicInteger();
    assertThat(
            inAnnotated( // whose code allows no other attempt
                () -> {
                  if (attempts.getAndIncrement() == 0) {
                    throw new TaskFailure("wait").retryAfter(Duration.ofMillis(1));
                  }
                  return "after the delay";
                }))
        .isEqualTo("after the delay");
    assertThat(
            inJob(
                FAST,
                () -> {
                  throw new TaskFailure("attempt " + Task.getRetryIndex()).notRetryable();
                }))
        .contains("attempt 0");
  }

  // ---- outcomes that come later

  @Test
  void delegatedTaskIsCompletedByAClient() throws Exception {
    BlockingQueue<String> ids = new LinkedBlockingQueue<>();
    String name =
        Jobs.named(
            () -> {
              ids.add(Task.getTaskId());
              return "does not count";
            });
    var result =
        start(
            key(),
            w -> {
              Job job = newService(Job.class, ONCE);
              return job.delegated(name);
            });
    String task = ids.poll(10, TimeUnit.SECONDS);
    client().completeDelegatedTask(Job.class.getName(), task, "by a client");
    assertThat(result.await()).isEqualTo("by a client");
  }

  /** The client does not know that the task declares the types of keys and values. */
  @Test
  void delegatedTaskIsCompletedByWhatItDeclares() throws Exception {
    BlockingQueue<String> ids = new LinkedBlockingQueue<>();
    String name =
        Jobs.named(
            () -> {
              ids.add(Task.getTaskId());
              return "does not count";
            });
    var result =
        start(key(), w -> newService(Job.class, ONCE).delegatedTable(name).get(1).toString());
    String task = ids.poll(10, TimeUnit.SECONDS);
    client().completeDelegatedTask(Job.class.getName(), task, new HashMap<>(Map.of(1, Double.NaN)));
    assertThat(result.await()).isEqualTo("NaN");
  }

  @Test
  void metaOfADelegatedTaskSurvivesItsFailure() throws Exception {
    String id = key();
    BlockingQueue<String> ids = new LinkedBlockingQueue<>();
    AtomicInteger attempts = new AtomicInteger();
    String name =
        Jobs.named(
            () -> {
              byte[] ticket = Task.getMeta().get("ticket");
              if (attempts.getAndIncrement() > 0) {
                throw new TaskFailure("ticket " + (ticket == null ? null : ticket[0]))
                    .notRetryable();
              }
              Task.getMeta().put("ticket", new byte[] {5});
              ids.add(Task.getTaskId());
              return "";
            });
    var result =
        start(
            id,
            w -> {
              Job job = newService(Job.class, FAST);
              try {
                return job.delegated(name);
              } catch (TaskFailedException e) {
                return e.getFailure().getMessage();
              }
            });
    String task = ids.poll(10, TimeUnit.SECONDS);
    until(() -> describe(id).pendingTasks().get(0).phase() == TaskPhase.DELEGATED);
    client().failDelegatedTask(Job.class.getName(), task, new IllegalStateException("refused"));
    assertThat(result.await()).isEqualTo("ticket 5");
  }

  @Test
  void exceptionOfADelegatedTaskFailsIt() {
    String name =
        Jobs.named(
            () -> {
              throw new IllegalStateException("not handed over");
            });
    assertThat(
            run(
                w -> {
                  Job job = newService(Job.class, ONCE);
                  try {
                    return job.delegated(name);
                  } catch (TaskFailedException e) {
                    return e.getFailure().getMessage();
                  }
                }))
        .isEqualTo("not handed over");
  }

  @Test
  void futureOfATask() {
    CountDownLatch returned = new CountDownLatch(1);
    String name =
        Jobs.later(
            () -> {
              CompletableFuture<String> result = new CompletableFuture<>();
              String id = Task.getWorkflowId();
              Thread helper =
                  new Thread(
                      () -> {
                        try {
                          returned.await();
                          result.complete("later " + id.length());
                        } catch (InterruptedException e) {
                          result.completeExceptionally(e);
                        }
                      });
              helper.setDaemon(true);
              helper.start();
              return result.whenComplete((done, error) -> {});
            });
    var result =
        start(
            key(),
            w -> {
              Job job = newService(Job.class, ONCE);
              CompletableFuture<String> first = job.later(name);
              Deferred<CompletableFuture<String>> second = dispatch(job::later, name);
              return first.isDone() + " " + first.join() + " " + second.await().join();
            });
    returned.countDown();
    assertThat(result.await()).isEqualTo("true later 36 later 36");
  }

  @Test
  void futureThatFails() {
    String name =
        Jobs.later(
            () ->
                CompletableFuture.supplyAsync(
                    () -> {
                      throw new IllegalStateException("later");
                    }));
    String none = Jobs.later(() -> null);
    assertThat(
            run(
                w -> {
                  Job job = newService(Job.class, ONCE);
                  StringBuilder failures = new StringBuilder();
                  for (String one : new String[] {name, none}) {
                    try {
                      job.later(one);
                    } catch (TaskFailedException e) {
                      failures.append(e.getFailure()).append('\n');
                    }
                  }
                  return failures.toString();
                }))
        .startsWith("java.lang.IllegalStateException: later\n")
        .contains("returned null instead of a future");
  }

  @Test
  void futureThatTakesTooLongIsCancelled() throws Exception {
    CompletableFuture<String> pending = new CompletableFuture<>();
    String name = Jobs.later(() -> pending);
    assertThat(
            run(
                w -> {
                  Job job = newService(Job.class, ONCE.withStartToClose(Duration.ofMillis(50)));
                  try {
                    return job.later(name).join();
                  } catch (TaskException e) {
                    return e.getClass().getSimpleName();
                  }
                }))
        .isEqualTo("TaskTimedOutException");
    until(pending::isCancelled);
  }
}

package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.exceptions.TaskException;
import io.infinitic.tasks.BatchFailure;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.Jobs;
import io.infinitic.workers.Jobs.BatchScript;
import io.infinitic.workers.Jobs.Batched;
import io.infinitic.workflows.Deferred;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tasks that are done many at a time. */
public abstract class TaskBatchScenarios extends Scenarios {

  private static final TaskOptions ONCE = TaskOptions.defaults().withRetry(RetryPolicy.none());
  private static final RetryPolicy FAST =
      RetryPolicy.defaults()
          .withInitialDelay(Duration.ofMillis(1))
          .withMaximumDelay(Duration.ofMillis(1));

  /** The outcomes of tasks with these inputs, which are given the code by their batch key. */
  private String outcomes(TaskOptions options, BatchScript script, String... inputs) {
    String key = Jobs.batch(script);
    return run(
        w -> {
          Batched service = newService(Batched.class, options.withBatchKey(key));
          List<Deferred<String>> tasks = new ArrayList<>();
          for (String input : inputs) {
            tasks.add(dispatch(service::run, input));
          }
          List<String> outcomes = new ArrayList<>();
          for (Deferred<String> task : tasks) {
            try {
              outcomes.add(task.await());
            } catch (TaskException e) {
              outcomes.add(e.getClass().getSimpleName() + " " + e.getFailure());
            }
          }
          return String.join("|", outcomes);
        });
  }

  private static Map<String, String> upperCase(Map<String, String> inputs) {
    Map<String, String> results = new HashMap<>();
    inputs.forEach((id, input) -> results.put(id, input.toUpperCase()));
    return results;
  }

  @Test
  void eachTaskGetsItsResultAndBatchesAreNotTooLarge() {
    Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
    assertThat(
            outcomes(
                ONCE,
                inputs -> {
                  sizes.add(inputs.size());
                  return upperCase(inputs);
                },
                "a",
                "b",
                "c",
                "d",
                "e",
                "f",
                "g"))
        .isEqualTo("A|B|C|D|E|F|G");
    assertThat(sizes).allMatch(size -> size <= 3);
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(7);
    assertThat(sizes).contains(3);
  }

  @Test
  void tasksOfOtherKeysAreNotPutTogether() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    BatchScript script =
        inputs -> {
          seen.add(Task.getBatchKey() + inputs.values());
          return upperCase(inputs);
        };
    String one = Jobs.batch(script);
    String two = Jobs.batch(script);
    assertThat(
            run(
                w -> {
                  Batched first = newService(Batched.class, ONCE.withBatchKey(one));
                  Batched second = newService(Batched.class, ONCE.withBatchKey(two));
                  Deferred<String> a = dispatch(first::run, "a");
                  Deferred<String> b = dispatch(second::run, "b");
                  return a.await() + b.await();
                }))
        .isEqualTo("AB");
    assertThat(seen).containsExactlyInAnyOrder(one + "[a]", two + "[b]");
  }

  @Test
  void severalParametersComeAsAList() {
    assertThat(
            run(
                w -> {
                  Batched service = newService(Batched.class, ONCE);
                  Deferred<Integer> a = dispatch(service::sum, 1, 2);
                  Deferred<Integer> b = dispatch(service::sum, 3, 4);
                  return a.await() + " " + b.await();
                }))
        .isEqualTo("3 7");
  }

  @Test
  void taskThatIsMissingInTheResultFails() {
    assertThat(
            outcomes(
                ONCE,
                inputs -> {
                  Map<String, String> results = upperCase(inputs);
                  inputs.forEach(
                      (id, input) -> {
                        if (input.equals("b")) {
                          results.remove(id);
                        }
                      });
                  return results;
                },
                "a",
                "b",
                "c"))
        .startsWith("A|TaskFailedException")
        .contains("returned nothing for this task")
        .endsWith("|C");
  }

  @Test
  void someFailAndAreRetriedEachForItself() {
    Queue<List<String>> batches = new ConcurrentLinkedQueue<>();
    String result =
        outcomes(
            TaskOptions.defaults().withRetry(FAST),
            inputs -> {
              batches.add(inputs.values().stream().sorted().toList());
              Map<String, Throwable> failures = new HashMap<>();
              Map<String, String> results = new HashMap<>();
              inputs.forEach(
                  (id, input) -> {
                    if (input.equals("b") && countOf(batches, "b") < 3) {
                      failures.put(id, new IllegalStateException("not yet"));
                    } else {
                      results.put(id, input + countOf(batches, input));
                    }
                  });
              if (failures.isEmpty()) {
                return results;
              }
              throw new BatchFailure(results, failures);
            },
            "a",
            "b",
            "c");
    assertThat(result).isEqualTo("a1|b3|c1");
  }

  private static long countOf(Queue<List<String>> batches, String input) {
    return batches.stream().filter(batch -> batch.contains(input)).count();
  }

  @Test
  void anyOtherExceptionFailsAll() {
    assertThat(
            outcomes(
                ONCE,
                inputs -> {
                  throw new IllegalStateException("all of them");
                },
                "a",
                "b"))
        .isEqualTo(
            "TaskFailedException java.lang.IllegalStateException: all of them"
                + "|TaskFailedException java.lang.IllegalStateException: all of them");
  }

  @Test
  void whatATaskKnowsHasNoAnswerForABatch() {
    assertThat(
            outcomes(
                ONCE,
                inputs -> {
                  Task.heartbeat("of all");
                  Task.getTaskId();
                  return inputs;
                },
                "a"))
        .contains("IllegalStateException", "Task.getTaskId", "keys of its map");
  }

  @Test
  void limitIsThatOfTheWholeBatch() {
    assertThat(
            outcomes(
                ONCE.withStartToClose(Duration.ofMillis(50)),
                inputs -> {
                  Jobs.block();
                  return inputs;
                },
                "a",
                "b"))
        .matches("TaskTimedOutException .*startToClose.*\\|TaskTimedOutException .*startToClose.*");
  }

  @Test
  void cancellationOfOneDoesNotStopTheOthers() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<Boolean> undisturbed = new CompletableFuture<>();
    String key =
        Jobs.batch(
            inputs -> {
              started.countDown();
              undisturbed.complete(gate.await(5, TimeUnit.SECONDS));
              return upperCase(inputs);
            });
    var result =
        start(
            key(),
            w -> {
              Batched service =
                  newService(
                      Batched.class,
                      ONCE.withBatchKey(key).withStartToClose(Duration.ofSeconds(30)));
              Deferred<String> a = dispatch(service::run, "a");
              Deferred<String> b = dispatch(service::run, "b");
              Deferred<String> c = dispatch(service::run, "c");
              w.notes.receive().await();
              b.cancel();
              w.notes.receive().await();
              return a.await() + b.status() + c.await();
            });
    started.await();
    at(result.getId()).getNotes().send("cancel");
    until(
        () ->
            client().history(result.getId()).stream()
                .anyMatch(event -> event.summary().contains("CANCELED")));
    at(result.getId()).getNotes().send("go on");
    gate.countDown();
    assertThat(result.await()).isEqualTo("ACANCELEDC");
    assertThat(undisturbed.get()).isTrue();
  }
}

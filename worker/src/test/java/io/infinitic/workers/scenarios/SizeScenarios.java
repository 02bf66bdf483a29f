package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.HistoryEvent;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.LambdaImpl;
import io.infinitic.workers.Lambdas.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Together, things are larger than any message may be. */
@Timeout(value = 40, unit = TimeUnit.SECONDS)
public abstract class SizeScenarios extends Scenarios {

  private static final int LARGE = 100_000;

  private static Service local() {
    return newService(Service.class, TaskOptions.local());
  }

  /** A text that tells which one it is. */
  private static String large(int number) {
    return number + " " + "x".repeat(LARGE);
  }

  private static String numberOf(String large) {
    assertThat(large).hasSizeGreaterThan(LARGE);
    return large.substring(0, large.indexOf(' '));
  }

  private static String numbers(int count) {
    StringBuilder numbers = new StringBuilder();
    for (int i = 0; i < count; i++) {
      numbers.append(i).append(' ');
    }
    return numbers.toString();
  }

  private static String readNotes(LambdaImpl w, int count) {
    StringBuilder read = new StringBuilder();
    for (int i = 0; i < count; i++) {
      read.append(numberOf(w.notes.receive().await())).append(' ');
    }
    return read.toString();
  }

  private long decisions(String id) {
    return client().history(id).stream()
        .map(HistoryEvent::type)
        .filter("WorkflowTaskDone"::equals)
        .count();
  }

  @Test
  void resultsOfManyLocalTasksOfOneDecision() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              int sum = 0;
              for (int i = 0; i < 60; i++) {
                sum += local().large(LARGE).length;
              }
              return "" + sum;
            });
    assertThat(result.await()).isEqualTo("" + 60 * LARGE);
    assertThat(decisions(id)).isBetween(4L, 30L);
  }

  @Test
  void afewLocalTasksWithTheLargestArgumentsAndResults() {
    String text = "x".repeat(1_900_000);
    assertThat(
            run(
                w -> {
                  int sum = 0;
                  for (int i = 0; i < 3; i++) {
                    sum += local().echo(text).length();
                  }
                  return "" + sum;
                }))
        .isEqualTo("" + 3 * 1_900_000);
  }

  @Test
  void manyLocalTasksInParallelBranches() {
    assertThat(
            run(
                w -> {
                  List<io.infinitic.workflows.Deferred<Integer>> all = new ArrayList<>();
                  for (int i = 0; i < 40; i++) {
                    all.add(async(() -> local().large(LARGE).length));
                  }
                  int sum = 0;
                  for (var each : all) {
                    sum += each.await();
                  }
                  return "" + sum;
                }))
        .isEqualTo("" + 40 * LARGE);
  }

  @Test
  void manyInlineValuesOfOneDecision() {
    assertThat(
            run(
                w -> {
                  int sum = 0;
                  for (int i = 0; i < 60; i++) {
                    int number = i;
                    sum += inline(() -> large(number)).length();
                  }
                  return "" + (sum > 60 * LARGE);
                }))
        .isEqualTo("true");
  }

  @Test
  void unreadSignalsGoToTheNextRun() {
    String id = key();
    String next = Lambdas.named(w -> readNotes(w, 80));
    var result =
        start(
            id,
            w -> {
              w.letters.receive().await();
              return newContinueAsNew(Lambda.class).run(next);
            });
    Lambda running = at(id);
    for (int i = 0; i < 80; i++) {
      running.getNotes().send(large(i));
    }
    running.getLetters().send(new Note("go", 1));
    assertThat(result.await()).isEqualTo(numbers(80));
  }

  @Test
  void signalsThatTheRunHasSentItselfGoToTheNextRun() {
    String next = Lambdas.named(w -> readNotes(w, 60));
    assertThat(
            run(
                w -> {
                  for (int i = 0; i < 60; i++) {
                    w.notes.send(large(i));
                  }
                  return newContinueAsNew(Lambda.class).run(next);
                }))
        .isEqualTo(numbers(60));
  }

  @Test
  void callsThatWereNotBegunGoToTheNextRun() {
    String id = key();
    String next =
        Lambdas.named(
            w -> {
              await(() -> w.n == 60);
              return w.s;
            });
    var result =
        start(
            id,
            w -> {
              local().slow(id);
              w.letters.receive().await();
              return newContinueAsNew(Lambda.class).run(next);
            });
    untilCalled(id);
    Lambda running = at(id);
    List<CompletableFuture<?>> sent = new ArrayList<>();
    sent.add(client().dispatchVoidAsync(running.getLetters()::send, new Note("go", 1)));
    for (int i = 0; i < 60; i++) {
      int number = i;
      String script = large(i) + id;
      Lambdas.replace(
          script,
          w -> {
            w.s += number + " ";
            w.n++;
            return "";
          });
      sent.add(client().dispatchVoidAsync(running::tell, script));
    }
    sent.subList(1, 61).forEach(CompletableFuture::join);
    ServiceImpl.open(id);
    assertThat(result.await()).isEqualTo(numbers(60));
  }
}

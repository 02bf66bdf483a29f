package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.EventType;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.Page;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.LambdaImpl;
import io.infinitic.workers.Lambdas.Note;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Together, things are larger than any message may be. */
@Timeout(value = 40, unit = TimeUnit.SECONDS)
public abstract class SizeScenarios extends Scenarios {

  private static final int LARGE = 100_000;
  private static final int RUNS = 2_700;

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
        .filter(EventType.WORKFLOW_TASK_DONE::equals)
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

  /** What the code does after it was refused tells that it was; also in a replay. */
  private static String refusal(Runnable asks) {
    try {
      asks.run();
      return "accepted";
    } catch (PayloadTooLargeException e) {
      return "" + e.getMessage();
    }
  }

  @Test
  void textOfTheStatusIsLimited() {
    assertThat(
            run(
                w -> {
                  String refused = refusal(() -> setStatus("x".repeat(6_000_000)));
                  setStatus("fine");
                  return local().echo("then ") + refused;
                }))
        .startsWith("then the text of setStatus: ");
  }

  @Test
  void metaDataOfATaskIsLimited() {
    Map<String, byte[]> meta = Map.of("token", new byte[300_000]);
    assertThat(
            run(
                w -> {
                  Service service =
                      newService(Service.class, TaskOptions.defaults().withMeta(meta));
                  String refused = refusal(() -> service.inc(1));
                  return newService(Service.class).echo("then ") + refused;
                }))
        .startsWith("then the tags and meta data of ")
        .contains("Service.inc: ");
  }

  @Test
  void metaDataOfAWorkflowIsLimited() {
    Lambda workflow =
        client()
            .newWorkflow(
                Lambda.class,
                WorkflowOptions.defaults().withMeta(Map.of("token", new byte[6_000_000])));
    assertThatThrownBy(() -> client().dispatch(workflow::run, "any"))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageContaining("the tags and meta data of ");
  }

  @Test
  void tagsOfARunAreLimitedTogether() {
    assertThat(
            run(
                w -> {
                  String refused = "";
                  for (int i = 0; i < 3; i++) {
                    String tag = large(i);
                    refused = refusal(() -> addTags(tag));
                  }
                  return getTags().size() + local().echo(" then ") + refused;
                }))
        .startsWith("2 then the tags of the workflow, with those added: ");
  }

  @Test
  void longMessageOfAFailureArrives() {
    String message = "日".repeat(9_000);
    assertThat(
            run(
                w -> {
                  try {
                    return newService(Service.class).fails(message);
                  } catch (TaskFailedException e) {
                    return e.getFailure().getMessage().length()
                        + " "
                        + e.getFailure().getCause().getMessage();
                  }
                }))
        .isEqualTo("9000 deeper");
  }

  @Test
  void callThatAValidatorLooksAtMayHaveTheLargestArgumentsAndASignal() {
    Lambda workflow =
        client().newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(key()));
    String large = "x".repeat(1_900_000);
    assertThatThrownBy(
            () ->
                client().withSignal(workflow.getNotes(), large).dispatch(workflow::checked, large))
        .isInstanceOf(CallRefusedException.class);
  }

  @Test
  void runWithManyFailedTasksCanBeDescribed() {
    String id = key();
    String message = "日".repeat(9_000);
    var result =
        start(
            id,
            w -> {
              List<io.infinitic.workflows.Deferred<String>> all = new ArrayList<>();
              for (int i = 0; i < 250; i++) {
                all.add(dispatch(newService(Service.class)::fails, message));
              }
              for (var each : all) {
                try {
                  each.await();
                } catch (TaskFailedException e) {
                  w.n++;
                }
              }
              w.notes.receive().await();
              return "" + w.n;
            });
    Lambda running = at(id);
    until(() -> describe(id).waits().toString().contains("getNotes"));
    assertThat(describe(id).incidents()).hasSizeGreaterThan(5);
    running.getNotes().send("go");
    assertThat(result.await()).isEqualTo("250");
  }

  @Test
  void idsAndListsThatDoNotFitIntoAMessage() {
    String tag = key();
    List<CompletableFuture<?>> started = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      WorkflowOptions options =
          WorkflowOptions.defaults()
              .withWorkflowId(tag + "-" + i + "x".repeat(450))
              .withTags(Set.of(tag))
              .withStartDelay(Duration.ofDays(1));
      started.add(client().dispatchAsync(client().newWorkflow(Lambda.class, options)::run, ""));
    }
    started.forEach(CompletableFuture::join);
    Lambda tagged = client().getWorkflowByTag(Lambda.class, tag);
    assertThat(client().getIds(tagged)).hasSize(RUNS);
    Set<String> listed = new HashSet<>();
    WorkflowQuery query = WorkflowQuery.all().withTag(tag).withPageSize(1_000);
    Page<WorkflowSummary> page = client().list(query);
    listed.addAll(ids(page));
    while (page.cursor().isPresent()) {
      page = client().list(query.withCursor(page.cursor().get()));
      listed.addAll(ids(page));
    }
    assertThat(listed).hasSize(RUNS);
    client().terminate(tagged, "end of test");
  }

  private static List<String> ids(Page<WorkflowSummary> page) {
    return page.items().stream().map(WorkflowSummary::workflowId).toList();
  }
}

package io.infinitic.workers;

import static io.infinitic.workflows.Workflow.await;
import static io.infinitic.workflows.Workflow.newService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowState;
import io.infinitic.engine.CodeFailure;
import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.MethodFailedException;
import io.infinitic.exceptions.TaskCanceledException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.exceptions.TaskUnknownException;
import io.infinitic.exceptions.WorkflowAlreadyStartedException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowStuckException;
import io.infinitic.exceptions.WorkflowTerminatedException;
import io.infinitic.exceptions.WorkflowTimedOutException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.tasks.BatchFailure;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.transport.TimeSource;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.LambdaImpl;
import io.infinitic.workers.Lambdas.Script;
import io.infinitic.workers.workflows.WorkflowWorker;
import io.infinitic.workflows.WorkflowOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people read says everything once, names only what has a name, and knows how many one is. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TextsTest {

  private static final Pattern PACKAGES = Pattern.compile("\\b(?:[a-z]+\\.)+(?=[A-Z])");
  private static final Pattern IDS = Pattern.compile("[0-9a-f]{8,}[-0-9a-f]*"); // may come again

  /** Longer than what may rightly come again, such as the name of an exception. */
  private static final Pattern TWICE = Pattern.compile("(.{22,}).*\\1", Pattern.DOTALL);

  private static final Pattern ONE_OF_MANY =
      Pattern.compile("\\b1 (?!(?:ms|was|has|is)\\b)[a-z]+s\\b");
  private static final List<String> HOLES =
      List.of(" ,", ", ,", ",,", ": :", ":,", "  ", " .", ".,", "null", "()", "[]");

  public interface Odd {
    String fail(String message);
  }

  public static class OddImpl implements Odd {
    @Override
    public String fail(String message) {
      throw new IllegalStateException(message.isEmpty() ? null : message);
    }
  }

  private final InfiniticWorker worker =
      InfiniticWorker.builder()
          .setTransport(new InMemoryTransport(1, TimeSource.SYSTEM))
          .setEngine(new InMemoryStore())
          .setGracePeriod(Duration.ofMillis(100))
          .addService(Odd.class, OddImpl.class)
          .addWorkflow(Lambda.class, LambdaImpl.class)
          .build();

  @BeforeEach
  void start() {
    worker.startAsync();
  }

  @AfterEach
  void close() {
    worker.close();
  }

  private static void assertReadsWell(String text) {
    String plain = IDS.matcher(PACKAGES.matcher(text).replaceAll("")).replaceAll("…");
    assertThat(plain.replace("...", "…")).as(text).doesNotContain("..");
    assertThat(HOLES).as(text).noneMatch(plain::contains);
    assertThat(plain).as(text).doesNotEndWith(":").doesNotEndWith(": ").isNotBlank();
    Matcher twice = TWICE.matcher(plain);
    assertThat(twice.find() ? twice.group(1) : "").as("is told twice: " + text).isEmpty();
    Matcher one = ONE_OF_MANY.matcher(plain);
    assertThat(one.find() ? one.group() : "").as(text).isEmpty();
  }

  private static List<@Nullable Failure> failures() {
    Failure deeper = new Failure("java.io.IOException", "no disk.", "", null, null);
    return Arrays.asList(
        null,
        new Failure("", "there is no run", "", null, null),
        new Failure("", null, "", null, null),
        new Failure("com.acme.Boom", null, "", null, null),
        new Failure("com.acme.Boom", "", "", deeper, null),
        new Failure("com.acme.Boom", "out of order.", "", deeper, null),
        read(new IllegalStateException(new IOException("no disk", new IOException("no power")))),
        read(new TaskFailedException("Mails", "send", "7", deeper)));
  }

  private static Failure read(Throwable thrown) {
    return Failures.read(Failures.write(thrown, Payloads.defaults()), Payloads.defaults());
  }

  @Test
  void exceptions() {
    List<InfiniticException> all = new ArrayList<>();
    for (Failure failure : failures()) {
      for (String name : List.of("com.acme.Order", "")) {
        for (String run : Arrays.asList("r1", "", null)) {
          all.add(new WorkflowFailedException(name, "o-1", run, failure));
          all.add(new WorkflowCanceledException(name, "o-1", run, failure));
          all.add(new WorkflowTerminatedException(name, "o-1", run, failure));
          all.add(new WorkflowTimedOutException(name, "o-1", run, failure));
          all.add(new WorkflowUnknownException(name, "o-1", run, failure));
          all.add(new WorkflowStuckException(name, "o-1", run, failure));
          all.add(new WorkflowAlreadyStartedException(name, "o-1", run, failure));
          all.add(new MethodFailedException(name, "pay", "o-1", run, failure));
        }
      }
      for (List<String> names : List.of(List.of("S", "t"), List.of("S", ""), List.of("", ""))) {
        all.add(new TaskFailedException(names.get(0), names.get(1), "7", failure));
        all.add(new TaskCanceledException(names.get(0), names.get(1), "7", failure));
        all.add(new TaskTimedOutException(names.get(0), names.get(1), "7", failure));
        all.add(new TaskUnknownException(names.get(0), names.get(1), "7", failure));
      }
      all.add(new CallRefusedException("a call of workflow id o-1 was refused", failure));
    }
    all.forEach(one -> assertReadsWell(String.valueOf(one.getMessage())));
    assertThat(all)
        .filteredOn(WorkflowException.class::isInstance)
        .extracting(one -> ((WorkflowException) one).getRunId())
        .doesNotContain("");
    assertReadsWell(new BatchFailure(Map.of(), Map.of("7", new IOException())).getMessage());
  }

  @Test
  void causesAreNamedOnceHoweverFarTheyHaveCome() {
    Failure task = new Failure("com.acme.Boom", "no disk", "", null, null);
    Throwable thrown = new TaskFailedException("Mails", "send", "7", task);
    for (String workflow : List.of("Child", "Parent", "Grandparent")) {
      thrown = new WorkflowFailedException(workflow, "o-1", null, read(thrown));
    }
    assertThat(thrown)
        .hasMessage(
            "workflow Grandparent, id o-1, failed: "
                + WorkflowFailedException.class.getName()
                + ": workflow Parent, id o-1, failed: "
                + WorkflowFailedException.class.getName()
                + ": workflow Child, id o-1, failed: "
                + TaskFailedException.class.getName()
                + ": task Mails.send, id 7, failed: com.acme.Boom: no disk");
  }

  @Test
  void failureOfCodeNamesItsLineOnce() {
    String line = "at com.acme.OrderImpl.pay(OrderImpl.java:7)";
    for (String message : List.of("it blocks, " + line + ". Wait with sleep.", "out of order.")) {
      String text = CodeFailure.text(failure("com.acme.Boom", message, line + "\n"));
      assertReadsWell(text + ". Mend it.");
      assertThat(text).containsOnlyOnce(line);
    }
    assertReadsWell(CodeFailure.text(failure("com.acme.Boom", null, "")));
    assertReadsWell(CodeFailure.text(null));
  }

  private static io.infinitic.schemas.Failure failure(
      String name, @Nullable String message, String stack) {
    return new io.infinitic.schemas.Failure(name, message, stack, null, null);
  }

  private Deferred<String> start(String id, Script script) {
    InfiniticClient client = worker.getClient();
    WorkflowOptions options = WorkflowOptions.defaults().withWorkflowId(id);
    return client.dispatch(client.newWorkflow(Lambda.class, options)::run, Lambdas.named(script));
  }

  private static String fail(RetryPolicy policy, String message) {
    return newService(Odd.class, TaskOptions.defaults().withRetry(policy)).fail(message);
  }

  @Test
  void whatOperatorsRead() {
    InfiniticClient client = worker.getClient();
    for (String message : List.of("", "no disk.")) {
      String id = "failed" + message.length();
      Deferred<String> result = start(id, w -> fail(RetryPolicy.none(), message));
      assertReadsWell(
          catchThrowableOfType(WorkflowFailedException.class, result::await).getMessage());
      WorkflowDescription run = client.describe(id);
      assertThat(run.incidents()).hasSize(1);
      assertThat(run.incidents().get(0).message()).contains(" has failed after 1 attempt: ");
      run.incidents().forEach(incident -> assertReadsWell(incident.message()));
      assertReadsWell(run.failure().orElseThrow().toString());
      client.history(id).stream().map(HistoryEvent::summary).forEach(TextsTest::assertReadsWell);
    }
    RetryPolicy late = RetryPolicy.defaults().withInitialDelay(Duration.ofMinutes(1));
    start("retried", w -> fail(late, ""));
    ScenarioSuite.until(
        () ->
            client.describe("retried").pendingTasks().stream()
                .anyMatch(
                    task ->
                        task.lastFailure()
                            .orElse("")
                            .equals(IllegalStateException.class.getName())));
  }

  @Test
  void runThatIsStuck() {
    try (LogLines log = LogLines.of(WorkflowWorker.class)) {
      InfiniticClient client = worker.getClient();
      Deferred<String> result =
          start(
              "stuck",
              w -> {
                throw new IllegalStateException("out of order.");
              });
      ScenarioSuite.until(() -> client.describe("stuck").state() == WorkflowState.STUCK);
      assertReadsWell(client.describe("stuck").incidents().get(0).message());
      Duration brief = Duration.ofMillis(10);
      assertReadsWell(
          catchThrowableOfType(WorkflowStuckException.class, () -> result.await(brief))
              .getMessage());
      assertThat(log.lines()).isNotEmpty().allSatisfy(TextsTest::assertReadsWell);
    }
  }

  @Test
  void runThatWasCancelled() {
    InfiniticClient client = worker.getClient();
    for (Duration delay : List.of(Duration.ZERO, Duration.ofDays(1))) {
      WorkflowOptions options = WorkflowOptions.defaults().withStartDelay(delay);
      Deferred<String> result =
          client.dispatch(
              client.newWorkflow(Lambda.class, options)::run,
              Lambdas.named(
                  w -> {
                    await(() -> w.n == 1);
                    return "";
                  }));
      client.cancel(result.getId());
      String text =
          catchThrowableOfType(WorkflowCanceledException.class, result::await).getMessage();
      assertThat(text).containsIgnoringCase("was canceled").containsOnlyOnce("cancel");
      assertReadsWell(text);
    }
  }
}

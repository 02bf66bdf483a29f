package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.Orders;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.TaskPhase;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowState;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.workers.workflows.WorkflowWorker;
import io.infinitic.workflows.WorkflowOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said when workflow code fails by a mistake. Time is moved by hand. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StuckTextsTest {

  private static final String LINE = ", at com.example.Orders$OrdersImpl.place(Orders.java:";
  private static final String ON_PURPOSE =
      "to fail the run on purpose, throw one that it declares, or a WorkflowFailure";

  private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
  private final InMemoryTransport transport = new InMemoryTransport(1, clock::get);

  /** Whoever meant to fail the run threw an exception, and called no stub in a wrong way. */
  @ParameterizedTest
  @CsvSource({
    "exception, java.lang.NumberFormatException: For input string: \"no number\", true",
    "call, is a Deferred; await it and pass its value, false",
  })
  void sayWhereItFailedAndHowToFailOnPurpose(String mistake, String cause, boolean isHinted) {
    try (InfiniticWorker worker =
            InfiniticWorker.builder()
                .setTransport(transport)
                .setEngine(new InMemoryStore())
                .setTimeSource(clock::get)
                .addWorkflow(Orders.class, Orders.OrdersImpl.class)
                .build();
        LogLines log = LogLines.of(WorkflowWorker.class)) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      WorkflowOptions options = WorkflowOptions.defaults().withWorkflowId("order-1");
      client.dispatch(client.newWorkflow(Orders.class, options)::place, mistake);
      for (int attempt = 1; attempt <= 3; attempt++) { // the last one changes nothing
        failsAgain(client, attempt);
      }
      WorkflowDescription run = describe(client);
      assertThat(run.state()).isEqualTo(WorkflowState.STUCK);
      String incident = run.incidents().get(0).message();
      assertThat(incident).contains("order-1", cause + LINE);
      assertThat(incident.contains(ON_PURPOSE)).isEqualTo(isHinted);

      List<String> lines = log.lines();
      assertThat(lines)
          .hasSize(3)
          .allSatisfy(
              line -> assertThat(line).startsWith("INF-2001").contains("order-1", cause + LINE));
      assertThat(lines.subList(0, 2)).allSatisfy(line -> assertThat(line).endsWith("tried again"));
      assertThat(lines.get(2)).contains("The run is STUCK now", "retryWorkflowTask");
      assertThat(lines.get(2).contains(ON_PURPOSE)).isEqualTo(isHinted);
    }
  }

  private static WorkflowDescription describe(InfiniticClient client) {
    return client.describe(client.getWorkflowById(Orders.class, "order-1"));
  }

  /**
   * Lets the pause after a failure pass, when the failure of the next attempt has been heard of.
   */
  private void failsAgain(InfiniticClient client, int after) {
    untilPause(client, after);
    clock.set(describe(client).pendingTasks().get(0).nextAttemptAt().orElseThrow().toEpochMilli());
    transport.timePassed();
    untilPause(client, after + 1);
  }

  private static void untilPause(InfiniticClient client, int after) {
    ScenarioSuite.until(
        () ->
            describe(client).pendingTasks().stream()
                .anyMatch(task -> task.attempt() == after && task.phase() == TaskPhase.BACKOFF));
  }
}

package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.IncidentType;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.DeadLetter;
import io.infinitic.transport.TimeSource;
import io.infinitic.wire.Limits;
import io.infinitic.workers.Flows.Flow;
import io.infinitic.workers.Flows.FlowImpl;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workflows.WorkflowOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A message that cannot be read is kept, and its partition goes on. */
class DeadLetterTest {

  @Test
  void unreadableMessageIsKeptWithTheReason() {
    InMemoryTransport transport = new InMemoryTransport(1, TimeSource.SYSTEM);
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setEngine(new InMemoryStore())
            .addService(Service.class, ServiceImpl.class)
            .addWorkflow(Flow.class, FlowImpl.class)
            .build()) {
      worker.startAsync();
      transport.append("some", "no message".getBytes(StandardCharsets.UTF_8));
      transport.append("some", new byte[0]);
      assertThat(worker.getClient().newWorkflow(Flow.class).sequence(2)).isEqualTo(2);
      assertThat(transport.deadLetters()).hasSize(2);
      assertThat(transport.deadLetters().get(0).reason()).contains("EngineMessage");
      assertThat(StandardCharsets.UTF_8.decode(transport.deadLetters().get(0).content()).toString())
          .isEqualTo("no message");
    }
  }

  @Test
  void letterThatWouldBeTooLargeSaysWhereTheMessageIs() {
    InMemoryTransport transport = new InMemoryTransport(1, TimeSource.SYSTEM);
    try (InfiniticWorker worker =
        InfiniticWorker.builder().setTransport(transport).setEngine(new InMemoryStore()).build()) {
      worker.startAsync();
      byte[] bytes = new byte[Limits.MESSAGE_BYTES - 50];
      Arrays.fill(bytes, (byte) -1);
      transport.append("some", bytes);
      ScenarioSuite.until(() -> !transport.deadLetters().isEmpty());
      DeadLetter letter = transport.deadLetters().get(0);
      assertThat(letter.content()).isEqualTo(ByteBuffer.wrap(bytes, 0, 1_000));
      assertThat(letter.position()).isNotEmpty();
      assertThat(letter.reason())
          .contains("the first 1000 of " + bytes.length + " bytes")
          .contains("in engine-0 at " + letter.position());
    }
  }

  @Test
  void unreadableTaskIsAnIncidentOfItsWorkflow() {
    InMemoryTransport transport = new InMemoryTransport(1, TimeSource.SYSTEM);
    String id = "waits";
    try (InMemoryStore store = new InMemoryStore();
        InfiniticWorker worker =
            InfiniticWorker.builder()
                .setTransport(transport)
                .setEngine(store)
                .addService(Service.class, ServiceImpl.class)
                .addWorkflow(Flow.class, FlowImpl.class)
                .build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      Flow flow = client.newWorkflow(Flow.class, WorkflowOptions.defaults().withWorkflowId(id));
      client.dispatch(flow::otherOrder, id);
      transport.appendTask(Service.class.getName(), id, new byte[] {1, 2, 3});
      transport.append(id, new byte[] {1, 2, 3});
      Flow running = client.getWorkflowById(Flow.class, id);
      ScenarioSuite.until(() -> client.describe(running).incidents().size() == 2);
      assertThat(client.describe(running).incidents())
          .allSatisfy(
              incident -> {
                assertThat(incident.type()).isEqualTo(IncidentType.DEAD_LETTER);
                assertThat(incident.message()).contains("dead-letter", id);
              });
      assertThat(client.list(WorkflowQuery.all().withIncidents()).items())
          .extracting(WorkflowSummary::workflowId)
          .containsExactly(id);
      ServiceImpl.open(id);
    }
  }
}

package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.Name;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.engine.Ids;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Partitions;
import io.infinitic.transport.TimeSource;
import io.infinitic.wire.WireCodec;
import io.infinitic.workers.Flows.Flow;
import io.infinitic.workers.Flows.FlowImpl;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Single messages that would stop a partition: each is kept, and the next workflow runs. */
class PoisonMessagesTest {

  private static final String ID = "poisoned";

  @Test
  void lengthOfGigabytes() {
    byte[] good = WireCodec.encode(new EngineMessage(new GetHistory("", "", null, 0, 0, "", 0)));
    byte[] poison = {good[0], (byte) 0xE0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 1, 2, 3};
    assertThat(reasonFor(poison)).contains("2147483632 bytes, where the message has 3 more");
  }

  @Test
  void listOfTwoBillions() {
    CallMethod call = new CallMethod("", ID, null, "m", List.of(), "", false, false, null, null);
    byte[] bytes = WireCodec.encode(new EngineMessage(call));
    byte[] count = {(byte) 0xE0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
    int at = bytes.length - 6; // the empty list
    assertThat(bytes[at]).isZero();
    byte[] poison = Arrays.copyOf(bytes, bytes.length + 4);
    System.arraycopy(count, 0, poison, at, count.length);
    System.arraycopy(bytes, at + 1, poison, at + count.length, bytes.length - at - 1);
    assertThat(reasonFor(poison)).contains("2147483632 bytes");
  }

  @Test
  void historyFromBeforeTheFirstEvent() {
    assertThat(reasonFor(new GetHistory("r", ID, null, -5, 3, "nobody", 0)))
        .contains("GetHistory.fromEvent is -5");
  }

  @Test
  void timerAtTheEndOfTime() {
    assertThat(reasonFor(new TimerDue(ID, Ids.run(ID, "r"), "u/1", Long.MAX_VALUE)))
        .contains("TimerDue.dueMillis is 9223372036854775807");
  }

  @Test
  void causesWithoutEnd() throws Exception {
    assertThat(reasonFor(failure(300))).contains("within one another");
    byte[][] bytes = new byte[1][];
    Thread deep =
        new Thread(
            null,
            () -> bytes[0] = WireCodec.encode(new EngineMessage(failure(20_000))),
            "deep",
            1 << 29);
    deep.start();
    deep.join();
    assertThat(reasonFor(bytes[0])).contains("StackOverflowError");
  }

  private static WorkflowTaskFailed failure(int causes) {
    Failure failure = null;
    for (int i = 0; i < causes; i++) {
      failure = new Failure("E", "", "", failure, null);
    }
    return new WorkflowTaskFailed(ID, "run", 1, 1, failure, "worker", true, "build");
  }

  @Test
  void partitionOfAnotherWorkflow() {
    InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
    int wrong = 1 - Partitions.of(ID, 2);
    try (InfiniticWorker worker = worker(transport)) {
      transport.send(
          new Destination.EnginePartition(wrong),
          new EngineMessage(new TimerDue(ID, "run", "timer", 1)));
      assertWellIn(worker.getClient(), 2);
      assertThat(transport.deadLetters()).hasSize(1);
      assertThat(transport.deadLetters().get(0).reason())
          .contains("workflow id poisoned belongs into partition " + (1 - wrong) + " of 2");
    }
  }

  @Test
  void namesThatMakeNoTopicAreRefusedWhereTheyAreGiven() {
    InMemoryTransport transport = new InMemoryTransport(1, TimeSource.SYSTEM);
    try (InfiniticWorker worker = worker(transport)) {
      InfiniticClient client = worker.getClient();
      assertThatThrownBy(() -> client.newWorkflow(LikePartition.class).run())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("like-partition-3")
          .hasMessageContaining("@Name");
      assertThatThrownBy(
              () -> InfiniticWorker.builder().addService(Endless.class, EndlessImpl.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("too long");
      assertThatThrownBy(() -> client.getWorkflowByTag(Flow.class, "t".repeat(262_145)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a tag has 262145 characters");
      assertThatThrownBy(() -> WorkflowOptions.defaults().withTags(Set.of("t".repeat(262_145))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Name(name = "like-partition-3")
  public interface LikePartition {
    void run();
  }

  /** As part of a topic's name, it has 405 characters. */
  @Name(name = "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé")
  public interface Endless {
    void run();
  }

  public static class EndlessImpl implements Endless {
    @Override
    public void run() {}
  }

  private static String reasonFor(SpecificRecord body) {
    return reasonFor(WireCodec.encode(new EngineMessage(body)));
  }

  private static String reasonFor(byte[] poison) {
    InMemoryTransport transport = new InMemoryTransport(1, TimeSource.SYSTEM);
    try (InfiniticWorker worker = worker(transport)) {
      Flow flow =
          worker.getClient().newWorkflow(Flow.class, WorkflowOptions.defaults().withWorkflowId(ID));
      assertThat(flow.sequence(1)).isEqualTo(1);
      transport.append(ID, poison);
      assertWellIn(worker.getClient(), 1);
      assertThat(transport.deadLetters()).hasSize(1);
      return transport.deadLetters().get(0).reason();
    }
  }

  private static void assertWellIn(InfiniticClient client, int partitions) {
    for (int partition = 0; partition < partitions; partition++) {
      String id = "well";
      while (Partitions.of(id, partitions) != partition) {
        id += "!";
      }
      Flow flow = client.newWorkflow(Flow.class, WorkflowOptions.defaults().withWorkflowId(id));
      assertThat(client.dispatch(flow::sequence, 2).await(Duration.ofSeconds(20))).isEqualTo(2);
    }
  }

  private static InfiniticWorker worker(InMemoryTransport transport) {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setEngine(new InMemoryStore())
            .addService(Service.class, ServiceImpl.class)
            .addWorkflow(Flow.class, FlowImpl.class)
            .build();
    worker.startAsync();
    return worker;
  }
}

package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.Query;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A query that changes what a field holds is refused, wherever that is kept; none is logged. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class QueriesLeaveNoTraceTest {

  static class Cell {
    int value;
  }

  static class OwnRandom extends Random {
    private static final long serialVersionUID = 1;

    OwnRandom() {
      super(2);
    }
  }

  public static class Base extends Workflow {
    private int count;

    int countOfBase() {
      return ++count;
    }
  }

  public interface Holding {
    String run();

    @Query
    int change(String where);

    @Query
    int look();
  }

  public static class HoldingImpl extends Base implements Holding {
    private int count = 1;
    private final AtomicReference<Cell> reference = new AtomicReference<>(new Cell());
    private final AtomicReferenceArray<Cell> array =
        new AtomicReferenceArray<>(new Cell[] {new Cell()});
    private final Optional<Cell> optional = Optional.of(new Cell());
    private final Map.Entry<String, Cell> entry = new AbstractMap.SimpleEntry<>("key", new Cell());
    private final Map<String, List<Cell>> map = Map.of("key", List.of(new Cell()));
    private final ByteBuffer buffer = ByteBuffer.allocate(4);
    private final Random random = new Random(1);
    private final Random own = new OwnRandom();
    private final Random ofRun = random();

    @Override
    public String run() {
      await(() -> false);
      return "";
    }

    @Override
    public int change(String where) {
      return switch (where) {
        case "reference" -> ++reference.get().value;
        case "array" -> ++array.get(0).value;
        case "optional" -> ++optional.get().value;
        case "entry" -> ++entry.getValue().value;
        case "map" -> ++map.get("key").get(0).value;
        case "buffer" -> buffer.put(0, (byte) 1).get(0);
        case "random" -> random.nextInt();
        case "own" -> own.nextInt();
        case "base" -> countOfBase();
        default -> ++count;
      };
    }

    @Override
    public int look() {
      return count
          + reference.get().value
          + optional.get().value
          + entry.getValue().value
          + (ofRun.hashCode() - ofRun.hashCode());
    }
  }

  @Test
  void changesAreNoticed() {
    try (InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
        InfiniticWorker worker =
            InfiniticWorker.builder()
                .setTransport(transport)
                .setEngine(new InMemoryStore())
                .addWorkflow(Holding.class, HoldingImpl.class)
                .build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      Holding stub =
          client.newWorkflow(Holding.class, WorkflowOptions.defaults().withWorkflowId("h"));
      client.dispatch(stub::run);
      Holding run = client.getWorkflowById(Holding.class, "h");
      List<String> unnoticed = new ArrayList<>();
      for (String where :
          List.of(
              "reference",
              "array",
              "optional",
              "entry",
              "map",
              "buffer",
              "random",
              "own",
              "base",
              "count")) {
        try {
          run.change(where);
          unnoticed.add(where);
        } catch (QueryRefusedException e) {
          assertThat(e)
              .hasMessageContaining(
                  "changed the field " + (where.equals("base") ? "count" : where));
        }
      }
      assertThat(unnoticed).isEmpty();
      assertThat(run.look()).isPositive();
    }
  }

  public static class OlderImpl extends HoldingImpl {
    @Override
    public String run() {
      sleep(Duration.ofDays(1));
      return super.run();
    }
  }

  /** A warning of a message that comes again would send people to the broker. */
  @Test
  void queryOfChangedCodeIsRefusedWithoutAWarning() {
    try (InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
        InfiniticWorker engine =
            InfiniticWorker.builder()
                .setTransport(transport)
                .setEngine(new InMemoryStore())
                .build();
        LogLines log = LogLines.of(Consumption.class)) {
      engine.startAsync();
      InfiniticClient client = engine.getClient();
      Holding run = client.getWorkflowById(Holding.class, "h");
      try (InfiniticWorker older = worker(transport, OlderImpl.class)) {
        client.dispatch(
            client.newWorkflow(Holding.class, WorkflowOptions.defaults().withWorkflowId("h"))::run);
        ScenarioSuite.until(() -> !client.describe(run).waits().isEmpty());
      }
      try (InfiniticWorker newer = worker(transport, HoldingImpl.class)) {
        for (int i = 0; i < 3; i++) {
          assertThatThrownBy(run::look)
              .isInstanceOf(QueryRefusedException.class)
              .hasMessageContaining("the history says StartTimer");
        }
      }
      assertThat(log.lines()).isEmpty();
    }
  }

  private static InfiniticWorker worker(
      InMemoryTransport transport, Class<? extends Holding> code) {
    InfiniticWorker worker =
        InfiniticWorker.builder().setTransport(transport).addWorkflow(Holding.class, code).build();
    worker.startAsync();
    return worker;
  }
}

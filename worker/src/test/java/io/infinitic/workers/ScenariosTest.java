package io.infinitic.workers;

import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.store.StateStore;
import io.infinitic.stores.SqliteStore;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.workers.DelayingTransport.Lane;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The scenarios without a broker. They wait most of the time, so some forms run at once. */
class ScenariosTest {

  @Execution(ExecutionMode.CONCURRENT)
  private abstract static class InMemory extends ScenarioSuite {
    @Override
    protected Transport openTransport() {
      return new InMemoryTransport(2, TimeSource.SYSTEM);
    }

    @Override
    protected StateStore openStore() {
      return new InMemoryStore();
    }
  }

  @Nested
  class Warm extends InMemory {}

  @Nested
  class Cold extends InMemory {
    @Override
    protected void configure(InfiniticWorker.Builder builder) {
      builder.setCacheSize(0);
    }

    @Override
    public boolean isCold() {
      return true;
    }
  }

  @Nested
  class EveryMessageTwice extends InMemory {
    @Override
    protected Transport openTransport() {
      return new DuplicatingTransport(super.openTransport());
    }
  }

  /** And the results of WorkflowTasks late, so that more comes while one is under way. */
  @Nested
  class EveryMessageTwiceAndCold extends InMemory {
    private final Random random = new Random(20_261_121);

    @Override
    protected Transport openTransport() {
      return new DuplicatingTransport(new DelayingTransport(super.openTransport(), this::lane));
    }

    private @Nullable Lane lane(EngineMessage message) {
      return message.body() instanceof WorkflowTaskCompleted result
          ? new Lane(result.workflowId(), random.nextInt(5))
          : null;
    }

    @Override
    protected void configure(InfiniticWorker.Builder builder) {
      builder.setCacheSize(0);
    }

    @Override
    public boolean isCold() {
      return true;
    }
  }

  @Nested
  class OnSqlite extends InMemory {
    @TempDir static Path folder;

    @Override
    protected StateStore openStore() {
      return SqliteStore.open(folder.resolve("engine.db"));
    }
  }
}

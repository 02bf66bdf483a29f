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

/**
 * The scenarios without a broker. They wait most of the time, so some forms run at once; within a
 * form, which is in a class of its own for that, one test follows the other.
 */
class ScenariosTest {

  @Execution(ExecutionMode.SAME_THREAD)
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

  private abstract static class InMemoryAndCold extends InMemory {
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
  @Execution(ExecutionMode.CONCURRENT)
  class Warm {
    @Nested
    class Form extends InMemory {}
  }

  @Nested
  @Execution(ExecutionMode.CONCURRENT)
  class Cold {
    @Nested
    class Form extends InMemoryAndCold {}
  }

  @Nested
  @Execution(ExecutionMode.CONCURRENT)
  class EveryMessageTwice {
    @Nested
    class Form extends InMemory {
      @Override
      protected Transport openTransport() {
        return new DuplicatingTransport(super.openTransport());
      }
    }
  }

  /** And the results of WorkflowTasks late, so that more comes while one is under way. */
  @Nested
  @Execution(ExecutionMode.CONCURRENT)
  class EveryMessageTwiceAndCold {
    @Nested
    class Form extends InMemoryAndCold {
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
    }
  }

  @Nested
  @Execution(ExecutionMode.CONCURRENT)
  class OnSqlite {
    @Nested
    class Form extends InMemory {
      @TempDir static Path folder;

      @Override
      protected StateStore openStore() {
        return SqliteStore.open(folder.resolve("engine.db"));
      }
    }
  }
}

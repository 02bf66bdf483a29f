package io.infinitic.server;

import io.infinitic.host.EngineHost;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.stores.SqliteStore;
import io.infinitic.tasks.Task;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A workflow of tasks one after the other, each of which writes its idempotency key to a file; and
 * the processes that run it.
 */
final class Chain {

  private Chain() {}

  public interface Steps {
    int step(int i);
  }

  public static class StepsImpl implements Steps {
    private final Path keys;
    private final long millis;

    StepsImpl(Path keys, long millis) {
      this.keys = keys;
      this.millis = millis;
    }

    @Override
    public int step(int i) {
      try {
        append(keys, Task.idempotencyKey() + " " + ProcessHandle.current().pid() + "\n");
        LockSupport.parkNanos(i * millis * 1_000_000);
        return i;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static void append(Path file, String line) throws IOException {
    Files.write(
        file,
        line.getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        StandardOpenOption.SYNC);
  }

  public interface Sum {
    int sum(int tasks);
  }

  public static class SumImpl extends Workflow implements Sum {
    private final Steps steps = newService(Steps.class);

    @Override
    public int sum(int tasks) {
      int sum = 0;
      for (int i = 1; i <= tasks; i++) {
        sum += steps.step(i);
      }
      return sum;
    }
  }

  public interface Spread {
    int spread(int tasks);
  }

  /** All tasks at once. */
  public static class SpreadImpl extends Workflow implements Spread {
    private final Steps steps = newService(Steps.class);

    @Override
    public int spread(int tasks) {
      List<Deferred<Integer>> all = new ArrayList<>();
      for (int i = 1; i <= tasks; i++) {
        all.add(dispatch(steps::step, i));
      }
      return Deferred.and(all).await().stream().mapToInt(Integer::intValue).sum();
    }
  }

  static InfiniticWorker worker(PulsarTransport transport, Path keys, long millis) {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setName("chain-" + ProcessHandle.current().pid())
            .setTransport(transport)
            .addService(
                Steps.class,
                new StepsImpl(keys, millis),
                ServiceSettings.defaults().withConcurrency(20))
            .addWorkflow(Sum.class, SumImpl.class)
            .addWorkflow(Spread.class, SpreadImpl.class)
            .build();
    worker.startAsync();
    return worker;
  }

  /**
   * Broker, engine, worker and client in one process, for one workflow: data folder, workflow id.
   */
  public static final class Everything {
    public static void main(String[] arguments) {
      Path data = Path.of(arguments[0]);
      LocalCluster cluster = LocalCluster.start(data, Ports.free());
      InfiniticWorker worker = worker(cluster.transport(), data.resolve("keys"), 6);
      Sum workflow =
          worker
              .getClient()
              .newWorkflow(
                  Sum.class,
                  WorkflowOptions.defaults()
                      .withWorkflowId(arguments[1])
                      .withConflict(WorkflowOptions.Conflict.USE_EXISTING)
                      .withReuse(WorkflowOptions.Reuse.USE_EXISTING));
      System.out.println("READY");
      System.out.println("RESULT " + workflow.sum(10));
      System.out.flush();
      Runtime.getRuntime().halt(0); // closing is not what is tested here
    }
  }

  private static PulsarTransport connect(String[] arguments) {
    return PulsarTransport.connect(
        new PulsarSettings(arguments[0], arguments[1], "infinitic", "dev"));
  }

  /** A worker: broker URL, web URL, file of keys, milliseconds of a task. */
  public static final class WorkerProcess {
    public static void main(String[] arguments) {
      worker(connect(arguments), Path.of(arguments[2]), Long.parseLong(arguments[3]));
      System.out.println("READY");
      LockSupport.park();
    }
  }

  /** Starts an engine host in a process of its own. */
  static Child host(PulsarSettings settings, Path store, String heap, String name)
      throws InterruptedException {
    Child child =
        Child.start(
            heap,
            HostProcess.class,
            settings.brokerServiceUrl(),
            settings.webServiceUrl(),
            store.toString(),
            name);
    child.awaitReady(30);
    return child;
  }

  /** An engine host: broker URL, web URL, store file, name. */
  public static final class HostProcess {
    public static void main(String[] arguments) {
      EngineHost.start(
          arguments[3],
          connect(arguments),
          SqliteStore.open(Path.of(arguments[2])),
          TimeSource.SYSTEM,
          EngineHost.Settings.defaults());
      System.out.println("READY");
      while (true) {
        LockSupport.park();
      }
    }
  }
}

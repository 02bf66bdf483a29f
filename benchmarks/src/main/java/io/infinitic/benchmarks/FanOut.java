package io.infinitic.benchmarks;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One workflow that dispatches 400 tasks of 100 ms at once, to 4 workers with 25 slots each: 400 ms
 * if nothing but the slots limited it.
 */
final class FanOut implements AutoCloseable {

  private static final int WORKERS = 4;
  private static final int SLOTS = 25;
  private static final int TASKS = 400;
  private static final int TASK_MILLIS = 100;
  private static final double IDEAL = TASK_MILLIS * (double) TASKS / (WORKERS * SLOTS);

  /** The service. */
  public interface Sleep {
    int sleep(int i);
  }

  /** The service's class. */
  public static class SleepImpl implements Sleep {
    @Override
    public int sleep(int i) {
      try {
        Thread.sleep(TASK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return i;
    }
  }

  /** The workflow. */
  public interface Spread {
    int spread(int tasks);
  }

  /** The workflow's class. */
  public static class SpreadImpl extends Workflow implements Spread {
    private final Sleep sleep = newService(Sleep.class);

    @Override
    public int spread(int tasks) {
      List<Deferred<Integer>> all = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        all.add(dispatch(sleep::sleep, i));
      }
      return Deferred.and(all).await().size();
    }
  }

  private final List<PulsarTransport> transports = new ArrayList<>();
  private final List<InfiniticWorker> workers = new ArrayList<>();
  private final InfiniticClient client;

  private FanOut(PulsarSettings settings) {
    for (int i = 0; i < WORKERS; i++) {
      PulsarTransport transport = PulsarTransport.connect(settings);
      transports.add(transport);
      InfiniticWorker.Builder builder =
          InfiniticWorker.builder()
              .setName("fan-out-" + i)
              .setTransport(transport)
              .addService(
                  Sleep.class, SleepImpl.class, ServiceSettings.defaults().withConcurrency(SLOTS));
      if (i == 0) {
        builder.addWorkflow(Spread.class, SpreadImpl.class);
      }
      workers.add(builder.build());
    }
    workers.forEach(InfiniticWorker::startAsync);
    client = workers.get(0).getClient();
  }

  static FanOut open(PulsarSettings settings) {
    return new FanOut(settings);
  }

  /** Prints a table; medians over the rounds. */
  void measure(int rounds) {
    millis(TASKS);
    millis(1);
    double[] one = new double[rounds];
    double[] all = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      one[round] = millis(1);
      all[round] = millis(TASKS);
    }
    double single = Main.percentile(one, 50);
    double spread = Main.percentile(all, 50);
    double bound = IDEAL + single - TASK_MILLIS;
    System.out.printf(
        Locale.ROOT,
        "%n%-60s %8s%n%-60s %8.0f%n%-60s %8.0f%n%-60s %8.0f%n%-60s %8.2f%n",
        "fan-out, medians of " + rounds + " rounds",
        "ms",
        "1 task of " + TASK_MILLIS + " ms",
        single,
        "%d tasks of %d ms on %d workers with %d slots"
            .formatted(TASKS, TASK_MILLIS, WORKERS, SLOTS),
        spread,
        "ideal: the slots' time and what the 1 task took beside its own",
        bound,
        "ratio",
        spread / bound);
  }

  private double millis(int tasks) {
    long before = System.nanoTime();
    client.newWorkflow(Spread.class).spread(tasks);
    return (System.nanoTime() - before) / 1e6;
  }

  @Override
  public void close() {
    workers.forEach(InfiniticWorker::close);
    transports.forEach(PulsarTransport::close);
  }
}

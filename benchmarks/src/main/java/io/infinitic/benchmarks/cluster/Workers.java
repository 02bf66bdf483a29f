package io.infinitic.benchmarks.cluster;

import io.infinitic.benchmarks.load.Account;
import io.infinitic.benchmarks.load.AccountImpl;
import io.infinitic.benchmarks.load.Alarm;
import io.infinitic.benchmarks.load.AlarmImpl;
import io.infinitic.benchmarks.load.Astray;
import io.infinitic.benchmarks.load.AstrayImpl;
import io.infinitic.benchmarks.load.Due;
import io.infinitic.benchmarks.load.DueImpl;
import io.infinitic.benchmarks.load.Inbox;
import io.infinitic.benchmarks.load.InboxImpl;
import io.infinitic.benchmarks.load.LongRun;
import io.infinitic.benchmarks.load.LongRunImpl;
import io.infinitic.benchmarks.load.Pass;
import io.infinitic.benchmarks.load.PassImpl;
import io.infinitic.benchmarks.load.Sequence;
import io.infinitic.benchmarks.load.SequenceImpl;
import io.infinitic.benchmarks.load.Sleeper;
import io.infinitic.benchmarks.load.SleeperImpl;
import io.infinitic.benchmarks.load.Spread;
import io.infinitic.benchmarks.load.SpreadImpl;
import io.infinitic.transport.Transport;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.util.ArrayList;
import java.util.List;

/** All workflows and services; the tasks that sleep on several workers. */
public final class Workers implements AutoCloseable {

  /** Workers that run tasks that sleep. */
  public static final int SLEEPING_WORKERS = 4;

  /** Tasks that sleep at a time, on each of them. */
  public static final int SLEEPING_SLOTS = 25;

  private static final int TASK_SLOTS = 100;
  private static final int DECISIONS = 20;

  private final List<InfiniticWorker> workers = new ArrayList<>();

  private Workers() {}

  static Workers start(Transport transport, int cachedRuns) {
    Workers all = new Workers();
    for (int i = 0; i < SLEEPING_WORKERS; i++) {
      InfiniticWorker.Builder builder =
          InfiniticWorker.builder()
              .setName("bench-" + i)
              .setTransport(transport)
              .setCacheSize(cachedRuns)
              .addService(Sleeper.class, SleeperImpl.class, slots(SLEEPING_SLOTS));
      InfiniticWorker worker = (i == 0 ? withAllElse(builder) : builder).build();
      worker.startAsync();
      all.workers.add(worker);
    }
    return all;
  }

  private static InfiniticWorker.Builder withAllElse(InfiniticWorker.Builder builder) {
    return builder
        .addService(Pass.class, PassImpl.class, slots(TASK_SLOTS))
        .addWorkflow(Sequence.class, SequenceImpl.class, DECISIONS)
        .addWorkflow(Spread.class, SpreadImpl.class, DECISIONS)
        .addWorkflow(LongRun.class, LongRunImpl.class, DECISIONS)
        .addWorkflow(Inbox.class, InboxImpl.class, DECISIONS)
        .addWorkflow(Account.class, AccountImpl.class, DECISIONS)
        .addWorkflow(Alarm.class, AlarmImpl.class, DECISIONS)
        .addWorkflow(Due.class, DueImpl.class, DECISIONS)
        .addWorkflow(Astray.class, AstrayImpl.class, DECISIONS);
  }

  private static ServiceSettings slots(int tasks) {
    return ServiceSettings.defaults().withConcurrency(tasks);
  }

  @Override
  public void close() {
    workers.forEach(InfiniticWorker::close);
  }
}

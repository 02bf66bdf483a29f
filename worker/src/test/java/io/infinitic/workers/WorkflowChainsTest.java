package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Deferreds;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many runs that belong together: repeated by the calendar, continued, started by a parent. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WorkflowChainsTest {

  public interface Report {
    String make();
  }

  public static class ReportImpl extends Workflow implements Report {
    @Override
    public String make() {
      return now().toString();
    }
  }

  public interface Counter {
    int count(int from, int to);
  }

  public static class CounterImpl extends Workflow implements Counter {
    @Override
    public int count(int from, int to) {
      if (from < to) {
        newContinueAsNew(Counter.class).count(from + 1, to);
      }
      return from;
    }
  }

  public interface Parent {
    int gather(int children);
  }

  public static class ParentImpl extends Workflow implements Parent {
    @Override
    public int gather(int children) {
      Counter child = newWorkflow(Counter.class);
      List<Deferred<Integer>> results = new ArrayList<>();
      for (int i = 0; i < children; i++) {
        results.add(dispatch(child::count, i, i));
      }
      List<Integer> all = Deferreds.and(results).await();
      for (int i = 0; i < children; i++) {
        if (all.get(i) != i) {
          throw new IllegalStateException("at " + i + " is " + all.get(i));
        }
      }
      return all.size();
    }
  }

  private static InfiniticWorker.Builder worker(InMemoryTransport transport) {
    return InfiniticWorker.builder()
        .setTransport(transport)
        .setEngine(new InMemoryStore())
        .addWorkflow(Report.class, ReportImpl.class)
        .addWorkflow(Counter.class, CounterImpl.class)
        .addWorkflow(Parent.class, ParentImpl.class);
  }

  @Test
  void cronRunsAtItsTimesUntilItIsCancelled() {
    Instant start = Instant.parse("2026-01-02T12:00:00Z"); // a Friday
    AtomicLong clock = new AtomicLong(start.toEpochMilli());
    InMemoryTransport transport = new InMemoryTransport(2, clock::get);
    try (InfiniticWorker worker = worker(transport).setTimeSource(clock::get).build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      Report report =
          client.newWorkflow(
              Report.class,
              WorkflowOptions.defaults().withWorkflowId("report").withCron("30 6 * * 1-5"));
      var first = client.dispatch(report::make);
      List<Instant> begins = new ArrayList<>();
      for (int hours = 0; hours < 24 * 6; hours++) {
        clock.addAndGet(TimeUnit.HOURS.toMillis(1));
        transport.timePassed();
        ScenarioSuite.until(() -> waitsForItsTime(client, clock.get()));
      }
      assertThat(first.await()).isEqualTo("2026-01-05T07:00:00Z");
      for (WorkflowSummary run : client.list(WorkflowQuery.all()).items()) {
        run.endedAt().ifPresent(begins::add);
      }
      assertThat(begins)
          .as("each in the hour after its time, no weekend")
          .containsExactly(
              Instant.parse("2026-01-08T07:00:00Z"),
              Instant.parse("2026-01-07T07:00:00Z"),
              Instant.parse("2026-01-06T07:00:00Z"),
              Instant.parse("2026-01-05T07:00:00Z"));
      client.cancel(client.getWorkflowById(Report.class, "report"));
      assertThatThrownBy(() -> client.getDeferred("report", String.class).await())
          .isInstanceOf(WorkflowCanceledException.class);
    }
  }

  /** The next run is there, and not due. */
  private static boolean waitsForItsTime(InfiniticClient client, long now) {
    List<Instant> timers = client.describe(client.getWorkflowById(Report.class, "report")).timers();
    return timers.size() == 1 && timers.get(0).toEpochMilli() > now;
  }

  @Test
  void tenThousandRoundsWithAShortHistory() {
    InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
    try (InfiniticWorker worker = worker(transport).build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      Counter counter =
          client.newWorkflow(Counter.class, WorkflowOptions.defaults().withWorkflowId("counter"));
      assertThat(counter.count(0, 10_000)).isEqualTo(10_000);
      assertThat(client.history("counter")).hasSizeLessThan(10);
    }
  }

  @Test
  void aThousandChildrenInParallel() {
    InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
    try (InfiniticWorker worker = worker(transport).build()) {
      worker.startAsync();
      Parent parent = worker.getClient().newWorkflow(Parent.class);
      assertThat(parent.gather(1_000)).isEqualTo(1_000);
    }
  }
}

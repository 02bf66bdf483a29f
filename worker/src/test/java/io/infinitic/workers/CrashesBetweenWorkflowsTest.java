package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.EventType;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.host.EngineHost;
import io.infinitic.host.EngineHost.Settings;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.tasks.Task;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferreds;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What workflows of different partitions say to each other (children, signals, calls, tags, runs
 * that continue) while each engine host dies before its n-th contact with log or store: nothing is
 * lost, nothing happens twice.
 */
class CrashesBetweenWorkflowsTest {

  public interface Marks {
    String mark(String what);
  }

  public static class MarksImpl implements Marks {
    static final Map<String, Integer> RUNS = new ConcurrentHashMap<>();

    @Override
    public String mark(String what) {
      RUNS.merge(Task.idempotencyKey(), 1, Integer::sum);
      return what;
    }
  }

  public interface Member {
    String join(String parentId, int rounds);

    SendChannel<String> getNotes();
  }

  public static class MemberImpl extends Workflow implements Member {
    private final Marks marks = newService(Marks.class);
    private final Channel<String> notes = channel();

    @Override
    public String join(String parentId, int rounds) {
      Club parent = getWorkflowById(Club.class, parentId);
      parent.greet(notes.receive().await());
      if (rounds > 1) {
        Member next = newContinueAsNew(Member.class);
        next.join(parentId, rounds - 1);
      }
      return marks.mark("m");
    }

    @Override
    public SendChannel<String> getNotes() {
      return notes;
    }
  }

  public interface Club {
    String meet(int members, String tag);

    void greet(String note);
  }

  public static class ClubImpl extends Workflow implements Club {
    private final Marks marks = newService(Marks.class);
    private final List<String> greetings = new ArrayList<>();

    @Override
    public String meet(int members, String tag) {
      List<io.infinitic.workflows.Deferred<String>> children = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        String id = getWorkflowId() + "-" + i;
        Member child = newWorkflow(Member.class, WorkflowOptions.defaults().withWorkflowId(id));
        children.add(dispatch(child::join, getWorkflowId(), 2));
      }
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < members; i++) {
          getWorkflowById(Member.class, getWorkflowId() + "-" + i).getNotes().send("n" + i);
        }
      }
      return String.join("", Deferreds.and(children).await())
          + greetings.stream().sorted().toList()
          + marks.mark("p");
    }

    @Override
    public void greet(String note) {
      greetings.add(marks.mark(note));
    }
  }

  static IntStream contacts() {
    return IntStream.of(31, 38, 45, 53, 62, 72, 83, 97);
  }

  @ParameterizedTest
  @MethodSource("contacts")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void everyCrashIsSurvived(int contacts) {
    Conservation conservation = new Conservation();
    Transport transport =
        new MonitoredTransport(new InMemoryTransport(3, TimeSource.SYSTEM), conservation);
    InMemoryStore store = new InMemoryStore();
    String id = "crash-" + contacts;
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setGracePeriod(Duration.ofMillis(100))
            .addService(Marks.class, MarksImpl.class, ServiceSettings.defaults())
            .addWorkflow(Club.class, ClubImpl.class)
            .addWorkflow(Member.class, MemberImpl.class)
            .build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      Club club = client.newWorkflow(Club.class, WorkflowOptions.defaults().withWorkflowId(id));
      var result = client.dispatchAsync(club::meet, 3, "tag").thenCompose(Deferred::toFuture);
      for (int deaths = 0; !result.isDone(); deaths++) {
        Mortal mortal = new Mortal(contacts);
        try (EngineHost host =
            EngineHost.start(
                "host-" + deaths,
                mortal.transport(transport),
                mortal.store(store),
                TimeSource.SYSTEM,
                Settings.defaults().withCheckpointInterval(interval(contacts)))) {
          ScenarioSuite.until(() -> mortal.isDead() || result.isDone());
        }
      }
      assertThat(result.join()).isEqualTo("mmm[n0, n0, n1, n1, n2, n2]p");
      try (EngineHost host =
          EngineHost.start(
              "last",
              transport,
              store,
              TimeSource.SYSTEM,
              Settings.defaults().withCheckpointInterval(interval(contacts)))) {
        List<HistoryEvent> history = client.history(id);
        for (int i = 0; i < history.size(); i++) {
          assertThat(history.get(i).id()).isEqualTo(i + 1);
        }
        assertThat(history.stream().filter(e -> e.type() == EventType.METHOD_CALLED)).hasSize(6);
        assertThat(history.stream().filter(e -> e.type() == EventType.REMOTE_ENDED))
            .extracting(HistoryEvent::command)
            .hasSize(9)
            .doesNotHaveDuplicates();
      }
      assertThat(MarksImpl.RUNS.values()).as("runs of each task").allMatch(runs -> runs == 1);
      assertThat(conservation.violations()).isEmpty();
    }
  }

  /** Every other one as usual; else a checkpoint after each batch. */
  private static Duration interval(int contacts) {
    return contacts % 2 == 0 ? Duration.ZERO : Settings.defaults().checkpointInterval();
  }
}

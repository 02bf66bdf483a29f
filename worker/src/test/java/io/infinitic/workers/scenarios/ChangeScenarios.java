package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowState;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.LambdaImpl;
import io.infinitic.workers.Lambdas.Script;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Code that changes while runs are open. */
public abstract class ChangeScenarios extends Scenarios {

  private static String two(LambdaImpl w, String first, String second) {
    Service service = newService(Service.class);
    return service.echo(first) + service.echo(second);
  }

  /** Starts code that waits for a note, changes it, and lets the wait end. */
  private String changedWhileItWaits(String id, Script before, Script after) {
    String code = Lambdas.named(before);
    Lambda stub = client().newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(id));
    client().dispatch(stub::run, code);
    until(() -> !describe(id).waits().isEmpty());
    Lambdas.replace(code, after);
    client().history(id);
    at(id).getNotes().send("go on");
    return code;
  }

  private String incidentOf(Script before, Script after) {
    String id = key();
    String code = changedWhileItWaits(id, before, after);
    if (!suite().isCold()) {
      return null;
    }
    String incident = untilState(id, WorkflowState.STUCK).incidents().get(0).message();
    int events = client().history(id).size();
    Lambdas.replace(code, before);
    client().retryWorkflowTask(at(id));
    client().getDeferred(id, String.class).await();
    assertThat(client().history(id).size()).as("nothing was lost").isGreaterThan(events);
    return incident;
  }

  @Test
  void commandAdded() {
    String incident =
        incidentOf(
            w -> {
              Service service = newService(Service.class);
              service.echo("a");
              return w.notes.receive().await();
            },
            w -> {
              Service service = newService(Service.class);
              service.echo("a");
              service.echo("b");
              return w.notes.receive().await();
            });
    if (incident != null) {
      assertThat(incident).contains("NonDeterminismException", "nothing", "Service.echo");
    }
  }

  /** It takes as long as a replay, not the time that an answer may be waited for. */
  @Test
  void queryOfARunWhoseCodeHasChangedIsRefusedAtOnce() {
    String id = key();
    changedWhileItWaits(
        id,
        w -> {
          newService(Service.class).echo("a");
          return w.notes.receive().await() + w.notes.receive().await();
        },
        w -> {
          sleep(Duration.ofMillis(1));
          return w.notes.receive().await() + w.notes.receive().await();
        });
    if (suite().isCold()) {
      untilState(id, WorkflowState.STUCK);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> at(id).state())
            .isInstanceOf(QueryRefusedException.class)
            .hasMessageContaining("the history says ScheduleTask");
      }
    }
    client().terminate(at(id), "end of test");
  }

  @Test
  void commandRemoved() {
    String incident =
        incidentOf(
            w -> {
              Service service = newService(Service.class);
              service.echo("a");
              service.echo("b");
              return w.notes.receive().await();
            },
            w -> {
              Service service = newService(Service.class);
              service.echo("a");
              return w.notes.receive().await();
            });
    if (incident != null) {
      assertThat(incident)
          .contains("NonDeterminismException", "the history says ScheduleTask", "did nothing");
    }
  }

  @Test
  void commandsReordered() {
    String incident =
        incidentOf(
            w -> {
              Service service = newService(Service.class);
              service.echo("a");
              sleep(Duration.ofMillis(1));
              return w.notes.receive().await();
            },
            w -> {
              Service service = newService(Service.class);
              sleep(Duration.ofMillis(1));
              service.echo("a");
              return w.notes.receive().await();
            });
    if (incident != null) {
      assertThat(incident).contains("says ScheduleTask", "did StartTimer");
    }
  }

  @Test
  void commandRenamed() {
    String incident =
        incidentOf(
            w -> {
              Service service = newService(Service.class);
              service.echo("a");
              return w.notes.receive().await();
            },
            w -> {
              Service service = newService(Service.class);
              service.touch("a");
              return w.notes.receive().await();
            });
    if (incident != null) {
      assertThat(incident).contains("Service.echo", "Service.touch");
    }
  }

  @Test
  void otherArgumentsPassInSimpleMode() {
    String id = key();
    changedWhileItWaits(
        id,
        w -> two(w, "a", "b") + w.notes.receive().await(),
        w -> two(w, "c", "d") + w.notes.receive().await());
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("abgo on");
  }

  @Test
  void versionOfARunThatHadPassedThePoint() {
    String id = key();
    changedWhileItWaits(
        id,
        w -> {
          w.notes.receive().await();
          return "old";
        },
        w -> {
          int version = version("change", 0, 1);
          w.notes.receive().await();
          return version == 0 ? "old" : "new";
        });
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("old");
  }

  @Test
  void versionOfANewRunIsTheLatestAndStays() {
    String id = key();
    changedWhileItWaits(
        id,
        w -> {
          int version = version("change", 0, 1);
          w.notes.receive().await();
          return version + " " + version("change", 0, 1);
        },
        w -> {
          int version = version("change", 0, 2);
          w.notes.receive().await();
          return version + " " + version("change", 0, 2);
        });
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("1 1");
  }

  @Test
  void callOfVersionThatWasRemoved() {
    String id = key();
    changedWhileItWaits(
        id,
        w -> {
          version("change", 0, 1);
          Service service = newService(Service.class);
          service.echo("x");
          return w.notes.receive().await();
        },
        w -> {
          Service service = newService(Service.class);
          service.echo("x");
          return w.notes.receive().await();
        });
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("go on");
  }

  @Test
  void oneOfTwoCallsOfVersionThatWasRemoved() {
    String id = key();
    changedWhileItWaits(
        id,
        w -> {
          version("first", 0, 1);
          int second = version("second", 0, 1);
          w.notes.receive().await();
          return second + "";
        },
        w -> {
          int second = version("second", 0, 1);
          w.notes.receive().await();
          return second + "";
        });
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("1");
  }

  @Test
  void continuesOnlyAsItself() {
    assertThat(
            stuckBy(
                w -> {
                  newContinueAsNew(Loop.class).count(0, 1);
                  return "";
                }))
        .contains("cannot continue as");
  }

  @Test
  void versionThatIsNotSupportedAnyMore() {
    String id = key();
    String code =
        changedWhileItWaits(
            id,
            w -> {
              version("change", 0, 1);
              return w.notes.receive().await();
            },
            w -> {
              version("change", 2, 3);
              return w.notes.receive().await();
            });
    if (suite().isCold()) {
      assertThat(untilState(id, WorkflowState.STUCK).incidents().get(0).message())
          .contains("version 1 of change 'change'", "2 to 3");
      Lambdas.replace(
          code,
          w -> {
            version("change", 1, 3);
            return w.notes.receive().await();
          });
      client().retryWorkflowTask(at(id));
    }
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("go on");
  }

  @Test
  void newRunsTakeTheLatestClass() {
    Versioned stub = client().newWorkflow(Versioned.class);
    assertThat(stub.version()).isEqualTo("2");
  }

  /** Has several classes. */
  public interface Versioned {
    String version();
  }

  /** Of former times. */
  public static class VersionedImpl implements Versioned {
    @Override
    public String version() {
      return "0";
    }
  }

  /** Of today. */
  @SuppressWarnings("checkstyle:TypeName")
  public static class VersionedImpl_2 implements Versioned {
    @Override
    public String version() {
      return "2";
    }
  }

  @Test
  void versionOfTheClassIsVisible() {
    String id = key();
    Versioned stub =
        client().newWorkflow(Versioned.class, WorkflowOptions.defaults().withWorkflowId(id));
    stub.version();
    assertThat(client().describe(client().getWorkflowById(Versioned.class, id)).version())
        .isEqualTo(2);
  }

  @Test
  void continuesAsNew() {
    String id = key();
    Loop loop = client().newWorkflow(Loop.class, WorkflowOptions.defaults().withWorkflowId(id));
    assertThat(loop.count(0, 50)).isEqualTo(50);
    assertThat(client().history(id).size()).as("of the last run").isLessThan(15);
    List<WorkflowSummary> runs =
        client()
            .list(WorkflowQuery.all().withIdPrefix(id).withState(WorkflowState.CONTINUED_AS_NEW))
            .items();
    assertThat(runs).hasSize(50);
  }

  /** Goes on as a new run each round. */
  public interface Loop {
    int count(int from, int to);

    SendChannel<String> getNotes();

    String gather(String soFar, int rounds);
  }

  /** Goes on as a new run each round. */
  public static class LoopImpl extends io.infinitic.workflows.Workflow implements Loop {
    private final io.infinitic.workflows.Channel<String> notes = channel();

    @Override
    public int count(int from, int to) {
      if (from < to) {
        Loop next = newContinueAsNew(Loop.class);
        next.count(from + 1, to);
      }
      return from;
    }

    @Override
    public SendChannel<String> getNotes() {
      return notes;
    }

    @Override
    public String gather(String soFar, int rounds) {
      String all = soFar + notes.receive().await();
      if (rounds > 1) {
        Loop next = newContinueAsNew(Loop.class);
        next.gather(all, rounds - 1);
      }
      return all;
    }
  }

  @Test
  void unreadSignalsGoToTheNextRun() {
    String id = key();
    Loop loop = client().newWorkflow(Loop.class, WorkflowOptions.defaults().withWorkflowId(id));
    var result = client().dispatch(loop::gather, "", 30);
    Loop running = client().getWorkflowById(Loop.class, id);
    List<CompletableFuture<?>> sent = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      sent.add(client().dispatchVoidAsync(running.getNotes()::send, (char) ('a' + i % 26) + ""));
    }
    sent.forEach(CompletableFuture::join);
    assertThat(result.await()).isEqualTo("abcdefghijklmnopqrstuvwxyzabcd");
  }

  @Test
  void parentWaitsForTheLastOfAChain() {
    assertThat(
            run(
                w -> {
                  Loop child = newWorkflow(Loop.class);
                  return "" + child.count(0, 5);
                }))
        .isEqualTo("5");
  }

  @Test
  void tagsAndCancellationFollowTheChain() {
    String id = key();
    Loop loop =
        client()
            .newWorkflow(
                Loop.class,
                WorkflowOptions.defaults().withWorkflowId(id).withTags(Set.of("chain-" + id)));
    var result = client().dispatch(loop::gather, "", 3);
    Loop byTag = client().getWorkflowByTag(Loop.class, "chain-" + id);
    client().dispatchVoid(byTag.getNotes()::send, "a").await();
    until(() -> client().list(WorkflowQuery.all().withIdPrefix(id)).items().size() == 2);
    assertThat(client().getIds(byTag)).containsExactly(id);
    client().cancel(byTag);
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
  }
}

package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.DeferredException;
import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.Script;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.WorkflowOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What is refused, with the reason; and exceptions that are mistakes themselves. */
public abstract class MisuseScenarios extends Scenarios {

  private static final Map<String, Object> STATIC = new ConcurrentHashMap<>();

  /** The runs end STUCK with these incidents; each takes its attempts, so all do at once. */
  private List<String> stuckByEach(Script... scripts) {
    List<String> ids = new ArrayList<>();
    for (Script script : scripts) {
      String id = key();
      ids.add(id);
      start(id, script);
    }
    List<String> incidents = new ArrayList<>();
    for (String id : ids) {
      incidents.add(untilState(id, WorkflowState.STUCK).incidents().get(0).message());
      client().terminate(at(id), "end of test");
    }
    return incidents;
  }

  @Test
  void whatBelongsToAnotherRunIsRefusedWithThatReason() {
    String owner = key();
    start(
        owner,
        w -> {
          STATIC.put(owner + "stub", newService(Service.class));
          STATIC.put(owner + "channel", w.notes);
          STATIC.put(owner + "deferred", w.notes.receive());
          return w.notes.receive().await();
        });
    until(() -> STATIC.containsKey(owner + "deferred"));
    List<String> incidents =
        stuckByEach(
            w -> {
              Service stub = (Service) STATIC.get(owner + "stub");
              return stub.echo("x");
            },
            w -> {
              Service stub = (Service) STATIC.get(owner + "stub");
              return dispatch(stub::echo, "x").await();
            },
            w -> "" + ((Channel<?>) STATIC.get(owner + "channel")).receive().await(),
            w -> "" + ((Deferred<?>) STATIC.get(owner + "deferred")).await());
    assertThat(incidents)
        .allSatisfy(
            incident ->
                assertThat(incident)
                    .contains("InvalidStubException", "static", owner, "belongs to run"));
    at(owner).getNotes().send("still fine");
    assertThat(client().getDeferred(owner, String.class).await()).isEqualTo("still fine");
  }

  @Test
  void stubOfAClientIsRefusedInWorkflowCode() {
    String id = key();
    Lambda ofClient =
        client().newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(id));
    List<String> incidents =
        stuckByEach(
            w -> ofClient.run("any"),
            w -> client().dispatch(ofClient::run, "any").getId(),
            w -> dispatch(ofClient::run, "any").await(),
            w -> inline(() -> ofClient.run("any")));
    assertThat(incidents)
        .allSatisfy(incident -> assertThat(incident).contains("InvalidStubException", "client"));
    assertThatThrownBy(() -> describe(id)).hasMessageContaining(id);
  }

  /** Its own methods throw, or say more than anybody wants to know, or have no end. */
  private static class Nasty extends RuntimeException {
    private final String how;

    Nasty(String how) {
      this.how = how;
    }

    @Override
    public String getMessage() {
      if (how.equals("throws")) {
        throw new IllegalStateException("in getMessage");
      }
      return how.equals("huge") ? "x".repeat(20_000_000) : how;
    }

    @Override
    public synchronized Throwable getCause() {
      if (how.equals("throws")) {
        throw new IllegalStateException("in getCause");
      }
      return how.equals("endless") ? new Nasty("endless") : null;
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      if (how.equals("throws")) {
        throw new StackOverflowError();
      }
      return super.getStackTrace();
    }

    @Override
    public String toString() {
      if (how.equals("throws")) {
        throw new AssertionError("in toString");
      }
      return super.toString();
    }
  }

  private static final String[] NASTY = {"throws", "huge", "endless"};

  @Test
  void mistakeInABranchThatNobodyAwaitsIsNotLost() {
    assertThat(
            stuckByEach(
                w -> {
                  async(
                      () -> {
                        throw new GeneralSecurityException("of the branch"); // not declared
                      });
                  return "done";
                },
                w -> {
                  async(
                      () -> {
                        throw new IllegalStateException("of the branch");
                      });
                  return "done";
                }))
        .allSatisfy(incident -> assertThat(incident).contains("of the branch"));
  }

  @Test
  void errorOfAnInlineFunctionFailsTheDecisionAlsoIfItIsCaught() {
    assertThat(
            stuckByEach(
                w -> {
                  try {
                    inline(
                        () -> {
                          throw new AssertionError("of the function");
                        });
                  } catch (AssertionError e) {
                    // as if nothing had been
                  }
                  return newService(Service.class).echo("x");
                }))
        .singleElement()
        .asString()
        .contains("of the function");
  }

  @Test
  void workflowThatThrowsAnExceptionThatCannotBeToldIsStuck() {
    List<String> incidents =
        stuckByEach(
            w -> {
              throw new Nasty("throws");
            },
            w -> {
              throw new Nasty("huge");
            },
            w -> {
              throw new Nasty("endless");
            },
            w -> {
              throw new IllegalStateException("outer", new Nasty("throws"));
            });
    assertThat(incidents.subList(0, 3))
        .allSatisfy(
            incident ->
                assertThat(incident).contains(Nasty.class.getName()).hasSizeLessThan(20_000));
    assertThat(incidents.get(3)).contains("outer");
  }

  @Test
  void queryThatThrowsAnExceptionThatCannotBeToldIsRefused() {
    String id = key();
    start(id, w -> w.notes.receive().await());
    for (String how : NASTY) {
      String code =
          Lambdas.named(
              w -> {
                throw new Nasty(how);
              });
      assertThatThrownBy(() -> at(id).ask(code)).isInstanceOf(QueryRefusedException.class);
    }
    at(id).getNotes().send("end");
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("end");
  }

  @Test
  void failureWithACauseThatCannotBeToldKeepsItsMessage() {
    assertThatThrownBy(
            () ->
                run(
                    w -> {
                      throw new IOException("declared", new Nasty("throws"));
                    }))
        .isInstanceOfSatisfying(
            WorkflowFailedException.class,
            e -> {
              assertThat(e.getFailure().getMessage()).isEqualTo("declared");
              assertThat(e.getFailure().getCause().getName()).isEqualTo(Nasty.class.getName());
            });
  }

  @Test
  void taskThatThrowsAnExceptionThatCannotBeToldFails() {
    for (String how : NASTY) {
      for (boolean isLocal : new boolean[] {false, true}) {
        assertThat(
                run(
                    w -> {
                      Thrower once =
                          newService(
                              Thrower.class,
                              TaskOptions.defaults()
                                  .withRetry(RetryPolicy.none())
                                  .withLocal(isLocal));
                      try {
                        once.fail(how);
                        return "no failure";
                      } catch (DeferredException e) {
                        return "failed";
                      }
                    }))
            .isEqualTo("failed");
      }
    }
  }

  /** A task that throws. */
  public interface Thrower {
    void fail(String how);
  }

  /** A task that throws. */
  public static class ThrowerImpl implements Thrower {
    @Override
    public void fail(String how) {
      throw new Nasty(how);
    }
  }

  @Test
  void randomIdsAreTheSameInReplaysAndCannotBeForetold() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              UUID first = randomUUID();
              long number = random().nextLong();
              Service service = newService(Service.class);
              String echoed = service.echo(first + " " + number);
              sleep(Duration.ofMillis(1));
              UUID second = randomUUID();
              w.s = first + " " + second + " " + getRunId() + " " + number;
              return (echoed.equals(first + " " + number)) + " " + first.equals(second);
            });
    assertThat(result.await()).isEqualTo("true false");
    String[] seen = at(id).state().split(" ");
    UUID first = UUID.fromString(seen[0]);
    assertThat(first.version()).isEqualTo(4);
    assertThat(first.variant()).isEqualTo(2);
    long seed = 1125899906842597L; // what earlier versions began with
    for (char c : seen[2].toCharArray()) {
      seed = 31 * seed + c;
    }
    Random foretold = new Random(seed);
    assertThat(first.getMostSignificantBits())
        .isNotEqualTo(foretold.nextLong() & ~0xF000L | 0x4000L);
  }

  @Test
  void randomIdsOfManyRunsDiffer() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      ids.add(
          run(
              w -> {
                StringBuilder text = new StringBuilder();
                for (int j = 0; j < 50; j++) {
                  text.append(randomUUID()).append(' ');
                }
                return text.toString();
              }));
    }
    Set<String> all = new HashSet<>();
    ids.forEach(text -> all.addAll(Set.of(text.trim().split(" "))));
    assertThat(all).hasSize(1_000);
  }

  @Test
  void randomNumbersThatAReplayWouldNotDraw() {
    assertThat(
            stuckBy(
                w -> {
                  java.util.Random dice = random();
                  return "" + inline(() -> dice.nextInt(6));
                }))
        .contains("random inside inline()");
  }
}

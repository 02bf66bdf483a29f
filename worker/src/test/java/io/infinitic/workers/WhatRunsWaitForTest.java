package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a description, and the error of a wait with a limit, say that a run waits for. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class WhatRunsWaitForTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final String LINE =
      " at \\S+AwaitingImpl\\.\\S+\\(WhatRunsWaitForTest\\.java:\\d+\\)";
  private static final String TIMER = "a timer until \\S+Z" + LINE;

  /** A service that no worker runs. */
  public interface Nobody {
    String call();
  }

  public interface Awaiting {
    void all();

    void timers();

    SendChannel<String> getNotes();
  }

  public static class AwaitingImpl extends Workflow implements Awaiting {
    private final Nobody nobody = newService(Nobody.class);
    private final Channel<String> notes = channel();
    private boolean done;

    @Override
    public void all() {
      asyncVoid(() -> await(() -> done));
      asyncVoid(() -> await(HOUR, () -> done));
      asyncVoid(() -> notes.receive().await());
      asyncVoid(() -> dispatch(nobody::call).await(HOUR));
      notes.receive().or(timer(HOUR)).await();
    }

    @Override
    public void timers() {
      timer(HOUR.multipliedBy(2));
      sleep(HOUR);
    }

    @Override
    public SendChannel<String> getNotes() {
      return notes;
    }
  }

  private final InfiniticWorker worker =
      InfiniticWorker.builder()
          .setTransport(new InMemoryTransport(2, TimeSource.SYSTEM))
          .setEngine(new InMemoryStore())
          .addWorkflow(Awaiting.class, AwaitingImpl.class)
          .build();
  private final InfiniticClient client = start();

  private InfiniticClient start() {
    worker.startAsync();
    return worker.getClient();
  }

  @AfterEach
  void close() {
    worker.close();
  }

  private Awaiting awaiting(Duration delay) {
    return client.newWorkflow(Awaiting.class, WorkflowOptions.defaults().withStartDelay(delay));
  }

  private WorkflowDescription whenItWaits(Deferred<?> run) {
    ScenarioSuite.until(() -> !client.describe(run.getId()).waits().isEmpty());
    return client.describe(run.getId());
  }

  private static void assertTimesOutSaying(Deferred<?> run, String waits) {
    assertThatThrownBy(() -> run.await(Duration.ofMillis(1)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("id " + run.getId() + ", has no result after PT0.001S: it is RUNNING")
        .hasMessageEndingWith("; waits for: " + waits);
  }

  @Test
  void conditionsTimersAndLimitsNameTheirLine() {
    Deferred<Void> run = client.dispatchVoid(awaiting(Duration.ZERO)::all);
    WorkflowDescription described = whenItWaits(run);
    assertThat(described.waits())
        .satisfiesExactlyInAnyOrder(
            wait -> assertThat(wait).matches("a condition" + LINE),
            wait -> assertThat(wait).matches("a condition, for at most PT1H" + LINE),
            wait -> assertThat(wait).isEqualTo("channel getNotes"),
            wait -> assertThat(wait).matches("Nobody\\.call, or its limit, " + TIMER),
            wait -> assertThat(wait).matches("or\\(channel getNotes, " + TIMER + "\\)"));
    assertThat(described.timers()).hasSize(3);
  }

  /** Those that nobody awaits, too; and none twice. */
  @Test
  void limitOfAClientNamesAllTimersOnce() {
    Deferred<Void> run = client.dispatchVoid(awaiting(Duration.ZERO)::timers);
    WorkflowDescription described = whenItWaits(run);
    String slept = described.waits().get(0);
    assertThat(slept).matches(TIMER);
    assertThat(described.timers()).hasSize(2);
    Instant other =
        described.timers().stream()
            .filter(due -> !slept.contains(due.toString()))
            .findFirst()
            .orElseThrow();
    assertTimesOutSaying(run, slept + ", a timer due at " + other);
  }

  @Test
  void delayedRunWaitsForItsStart() {
    Deferred<Void> run = client.dispatchVoid(awaiting(HOUR)::all);
    WorkflowDescription described = client.describe(run.getId());
    String start = "its start at " + described.timers().get(0);
    assertThat(described.waits()).containsExactly(start);
    assertTimesOutSaying(run, start);
  }
}

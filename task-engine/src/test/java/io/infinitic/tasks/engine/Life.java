package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.memory.MapRows;
import io.infinitic.schemas.ClaimTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.ReportAlive;
import io.infinitic.schemas.ReportCompleted;
import io.infinitic.schemas.ReportFailed;
import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TaskClaim;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskDelegated;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskHeartbeat;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskReport;
import io.infinitic.schemas.TaskReported;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.schemas.TaskStarted;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TaskUnwanted;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.transport.TaskId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A task's life, told step by step. */
final class Life {

  static final String RUN = "run";
  static final int NUMBER = 7;
  static final String ID = TaskId.of("id", RUN, NUMBER).toString();
  static final Failure BOOM = new Failure("Boom", "boom", "", null, null);
  static final Payload RESULT = payload(1);

  final Set<Lifecycle.Transition> taken = new HashSet<>();
  final TaskEngine engine = new TaskEngine((task, transition) -> taken.add(transition));
  final Reports reports = new Reports(engine);
  final MapRows rows = new MapRows();
  final List<Outbound> sent = new ArrayList<>();
  final List<TaskOutcome> outcomes = new ArrayList<>();
  long now = 1_000_000;
  private int requests;

  static Payload payload(int value) {
    return new Payload(ByteBuffer.wrap(new byte[] {(byte) value}), "json", null);
  }

  Fold fold() {
    return new Fold(rows, now, sent::add);
  }

  // ---- the workflow

  void schedule(TaskKind kind, TaskSettings settings) {
    engine.schedule(fold(), task(kind, settings, 1));
  }

  void carriesOn(TaskSettings settings, int attempts, long delay, @Nullable RetryPolicy workers) {
    engine.carryOn(
        fold(),
        task(TaskKind.TASK, settings, 0),
        new LocalAttempts(attempts, null, null, BOOM, delay, workers, null));
  }

  void cancels() {
    keep(engine.cancel(fold(), RUN, NUMBER));
  }

  void retries() {
    engine.retry(fold(), row());
  }

  // ---- workers

  void starts(int attempt, String worker, long limit, long heartbeat) {
    engine.started(
        fold(),
        new TaskStarted(
            "id", RUN, NUMBER, attempt, worker, "reply-" + worker, limit, heartbeat, null));
  }

  void starts(int attempt, RetryPolicy workers) {
    engine.started(
        fold(), new TaskStarted("id", RUN, NUMBER, attempt, "w", "reply-w", 500, 0, workers));
  }

  void beats(int attempt, @Nullable Payload details) {
    engine.heartbeat(fold(), new TaskHeartbeat("id", RUN, NUMBER, attempt, details, "reply-w"));
  }

  void delegates(int attempt) {
    delegates(attempt, 0);
  }

  void delegates(int attempt, long limit) {
    engine.delegated(fold(), new TaskDelegated("id", RUN, NUMBER, attempt, "w", null, null, limit));
  }

  void completes(int attempt) {
    keep(engine.completed(fold(), new TaskCompleted("id", RUN, NUMBER, attempt, RESULT, "w")));
  }

  void fails(int attempt, boolean retryable) {
    failsWith(attempt, retryable, null, null);
  }

  void failsWith(
      int attempt,
      boolean retryable,
      @Nullable Payload heartbeat,
      @Nullable Map<String, ByteBuffer> meta) {
    keep(
        engine.failed(
            fold(),
            new TaskFailed(
                "id", RUN, NUMBER, attempt, BOOM, false, retryable, -1, null, "w", heartbeat,
                meta)));
  }

  void cannotDecide(int attempt) {
    workflowTaskFails(attempt, false);
  }

  void isHindered(int attempt) {
    workflowTaskFails(attempt, true);
  }

  private void workflowTaskFails(int attempt, boolean infrastructure) {
    engine.workflowTaskFailed(
        fold(),
        new WorkflowTaskFailed("id", RUN, NUMBER, attempt, BOOM, "w", infrastructure, "build"));
  }

  void decides() {
    engine.undecided(fold(), RUN, NUMBER).ifPresent(task -> engine.endWorkflowTask(fold(), task));
  }

  /** Whether it was granted. */
  boolean claims(int attempt, String requestId) {
    keep(engine.claim(fold(), new ClaimTask("id", RUN, NUMBER, attempt, requestId, "reply")));
    return lastAnswer(TaskClaim.class).granted();
  }

  // ---- others

  /** Why it was refused; null if it was not. */
  @Nullable String completesFromOutside() {
    return report(new ReportCompleted(RESULT));
  }

  @Nullable String failsFromOutside() {
    return report(new ReportFailed(BOOM, true, -1, List.of("Bang")));
  }

  @Nullable String beatsFromOutside() {
    return report(new ReportAlive(payload(9)));
  }

  private @Nullable String report(Object what) {
    return report("request" + ++requests, what);
  }

  @Nullable String report(String requestId, Object what) {
    keep(reports.report(fold(), new TaskReport(requestId, ID, "svc", "reply", what)));
    return lastAnswer(TaskReported.class).refused();
  }

  // ---- time

  /** Lets time pass and the timers that are due fire, as the host would. */
  void passes(long millis) {
    long until = now + millis;
    for (var due = earliest(until); due.isPresent(); due = earliest(until)) {
      TimerState timer = due.get().getValue();
      now = timer.dueMillis();
      rows.remove(RUN, TIMER, due.get().getKey());
      keep(engine.timer(fold(), RUN, due.get().getKey(), timer));
    }
    now = until;
  }

  private Optional<Map.Entry<String, TimerState>> earliest(long until) {
    return rows.all(RUN, TIMER).entrySet().stream()
        .filter(timer -> timer.getValue().dueMillis() <= until)
        .min(Map.Entry.comparingByValue((a, b) -> Long.compare(a.dueMillis(), b.dueMillis())));
  }

  // ---- what is seen of it

  private void keep(Optional<TaskOutcome> outcome) {
    outcome.ifPresent(outcomes::add);
  }

  TaskState row() {
    return rows.all(RUN, TASK).values().iterator().next();
  }

  List<Integer> dispatchedAttempts() {
    return sent.stream()
        .filter(Outbound.Dispatch.class::isInstance)
        .map(out -> ((Outbound.Dispatch) out).task().attempt())
        .toList();
  }

  <T> T lastAnswer(Class<T> type) {
    return sent.stream()
        .filter(Outbound.Answer.class::isInstance)
        .map(out -> ((Outbound.Answer) out).reply().body())
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** Which workers were told to stop which attempt. */
  List<String> stopped() {
    return sent.stream()
        .filter(Outbound.Answer.class::isInstance)
        .map(Outbound.Answer.class::cast)
        .filter(answer -> answer.reply().body() instanceof TaskUnwanted)
        .map(
            answer ->
                answer.replyTo()
                    + " "
                    + ((TaskUnwanted) answer.reply().body()).requestId().replace(ID, ""))
        .toList();
  }

  private static TaskState task(TaskKind kind, TaskSettings settings, int attempt) {
    return new TaskState(
        ID,
        kind,
        "id",
        RUN,
        "flow",
        NUMBER,
        "svc",
        "t",
        List.of(),
        settings,
        TaskPhase.DISPATCHED,
        attempt,
        0,
        0,
        null,
        0,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        "");
  }
}

package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.BUFFERED;
import static io.infinitic.engine.RowKind.METHOD;
import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.CodeFailure;
import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.BufferedEvent;
import io.infinitic.schemas.CancelRequested;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.IncidentType;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RunNote;
import io.infinitic.schemas.RunNoteKind;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskInFlight;
import io.infinitic.wire.Shortening;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One run while one message is folded into it. Its rule: while a WorkflowTask is in flight, or the
 * start delay runs, events wait in arrival order; when none is, they enter the history, and {@link
 * #save} dispatches the next WorkflowTask if, and only if, there is something new to decide on, or
 * ({@link #goOn}) the last decision was left unfinished.
 */
final class RunFold {

  static final String START_DELAY = "start-delay";

  private static final int MOST_NOTES = 20;
  private static final int NOTE_BYTES = 300;

  private static final TaskSettings NO_SETTINGS =
      new TaskSettings(null, 0, 0, List.of(), Map.of(), 0, 0, 0);

  private final Fold fold;
  private final Runs runs;
  private RunState run;

  RunFold(Fold fold, Runs runs, RunState run) {
    this.fold = fold;
    this.runs = runs;
    this.run = run;
  }

  RunState run() {
    return run;
  }

  Fold fold() {
    return fold;
  }

  Runs runs() {
    return runs;
  }

  void change(RunState changed) {
    run = changed;
  }

  // ---- events

  /** Something happened that the workflow's code must hear of. */
  void input(SpecificRecord body) {
    if (isListening()) {
      append(body);
    } else {
      buffer(waiting(body));
    }
  }

  /**
   * A signal. Its sender is told that it was accepted when it enters the history: the decision in
   * flight may end the run. But nobody waits for a decision that is late.
   */
  void signal(SignalReceived signal, Runs.Request request, String sender, long sequence) {
    if (isListening()) {
      append(signal);
      request.accepted(fold, run, "");
    } else if (run.status() == RunStatus.RUNNING && isDecidedSoon()) {
      buffer(waiting(signal, request, sender, sequence));
    } else {
      buffer(waiting(signal));
      request.accepted(fold, run, "");
    }
  }

  /** Whether an event can enter the history now; that of a failed run waits for its revival. */
  private boolean isListening() {
    return run.inFlight() == null && !run.delayed() && Runs.isOpen(run);
  }

  /** Whether the decision in flight is neither late nor kept away by code that fails. */
  private boolean isDecidedSoon() {
    TaskState task = fold.rows().get(run.runId(), TASK, Ids.WORKFLOW_TASK);
    if (task == null) {
      return false;
    }
    boolean isPaused = task.phase() == TaskPhase.BACKOFF;
    boolean isFirstAttempt = task.attempt() == 1 && !isPaused;
    boolean isFirstSinceTrouble = isPaused || task.attempt() == task.sequenceStart();
    return isFirstAttempt
        || (isFirstSinceTrouble && task.troubles() > 0 && !Incidents.isLasting(task));
  }

  private BufferedEvent waiting(SpecificRecord body) {
    return new BufferedEvent(fold.now(), body, null, null, null, null, 0);
  }

  private BufferedEvent waiting(
      SignalReceived signal, Runs.Request request, String sender, long sequence) {
    return new BufferedEvent(
        fold.now(),
        signal,
        request.requestId(),
        request.replyTo(),
        request.caller(),
        sender,
        sequence);
  }

  private void buffer(BufferedEvent event) {
    fold.rows().put(run.runId(), BUFFERED, Ids.numbered(run.bufferedCount()), event);
    run = run.withBufferedCount(run.bufferedCount() + 1);
  }

  /** Lets the events that have waited enter the history. */
  void releaseBuffered() {
    acceptBuffered();
    fold.rows()
        .all(run.runId(), BUFFERED)
        .forEach(
            (id, event) -> {
              fold.rows().remove(run.runId(), BUFFERED, id);
              append((SpecificRecord) event.body());
            });
    run = run.withBufferedCount(0);
  }

  /** Tells senders that their signals will be taken. */
  void acceptBuffered() {
    fold.rows()
        .all(run.runId(), BUFFERED)
        .forEach(
            (id, event) -> {
              if (event.requestId() != null) {
                request(run, event).accepted(fold, run, "");
                fold.rows().put(run.runId(), BUFFERED, id, event.withRequestId(null));
              }
            });
  }

  /** The request that a buffered event is to be answered to. */
  static Runs.Request request(RunState run, BufferedEvent event) {
    return new Runs.Request(
        Objects.requireNonNull(event.requestId()),
        run.workflowId(),
        String.valueOf(event.replyTo()),
        event.caller());
  }

  void append(SpecificRecord body) {
    long id = run.historyLength() + 1;
    fold.out().accept(new Outbound.Append(run.runId(), new HistoryEvent(id, fold.now(), body)));
    run = run.withHistoryLength(id);
    if (body instanceof TaskEnded ended && ended.status() != OutcomeStatus.COMPLETED) {
      String rowId = Ids.numbered(ended.command());
      TaskState failed = fold.rows().get(run.runId(), TASK, rowId);
      if (failed != null && !Tasks.isOpen(failed)) { // else retried meanwhile
        fold.rows().put(run.runId(), TASK, rowId, failed.withEndedEvent(id));
      }
    }
  }

  // ---- methods

  void addMethod(String methodId, String name) {
    fold.rows().put(run.runId(), METHOD, methodId, new MethodState(methodId, name, null));
    run = run.withOpenMethods(run.openMethods() + 1);
  }

  void endMethod(String methodId, MethodOutcome outcome) {
    MethodState method = fold.rows().get(run.runId(), METHOD, methodId);
    if (method == null || method.outcome() != null) {
      return;
    }
    fold.rows().put(run.runId(), METHOD, methodId, method.withOutcome(outcome));
    run = run.withOpenMethods(run.openMethods() - 1);
    Outcomes.ended(fold, run, method.withOutcome(outcome));
    Waiters.answer(fold, run, methodId, outcome);
  }

  // ---- state

  /** The run begins, with what has come before. */
  void endDelay() {
    run = run.withDelayed(false);
    releaseBuffered();
  }

  /** Begins now, if it waits for its start delay or its time; its limit counts from now. */
  void startNow() {
    if (!run.delayed()) {
      return;
    }
    fold.rows().remove(run.runId(), TIMER, START_DELAY);
    if (run.timeoutMillis() > 0) {
      timer(RunEnd.RUN_TIMEOUT, TimerPurpose.RUN_TIMEOUT, run.timeoutMillis());
    }
    endDelay();
    save();
  }

  /** A run that has not begun ends at once; another is asked, once. */
  void cancel(String reason) {
    if (run.delayed()) {
      RunEnd.end(this, RunStatus.CANCELED, reason);
    } else if (!run.cancelRequested()) {
      run = run.withCancelRequested(true);
      input(new CancelRequested(reason));
      save();
    }
  }

  void suspend() {
    boolean stuck = run.incident() != null;
    if (!run.suspended()) {
      note(RunNoteKind.SUSPENDED, "");
    }
    run = run.withSuspended(true).withStatus(RunStatus.SUSPENDED);
    acceptBuffered();
    if (stuck) {
      runs.tasks().leave(fold, run.runId());
    }
    store();
  }

  void resume() {
    if (!run.suspended()) {
      return;
    }
    note(RunNoteKind.RESUMED, "");
    boolean undecided = run.inFlight() != null && !hasWorkflowTask();
    boolean stuck = undecided && run.incident() != null;
    run = run.withSuspended(false).withStatus(stuck ? RunStatus.STUCK : RunStatus.RUNNING);
    if (undecided) {
      dispatchWorkflowTask(Objects.requireNonNull(run.inFlight()).through());
    }
    save();
  }

  private boolean hasWorkflowTask() {
    return fold.rows().get(run.runId(), TASK, Ids.WORKFLOW_TASK) != null;
  }

  /**
   * The workflow's code could not decide, again: a person has to look, and nothing is lost
   * meanwhile. It is tried again by itself, slowly; only a decision ends the incident.
   */
  void stuck(@Nullable Failure failure) {
    Incident before = run.incident();
    String cause = CodeFailure.text(failure);
    String message =
        "WorkflowTask %d of workflow %s, id %s, run %s failed: %s. Mend the workflow's code and deploy it: a worker with another build tries it at once. It is also tried every few minutes, and at once by retryWorkflowTask; events are kept meanwhile.%s"
            .formatted(
                Objects.requireNonNull(run.inFlight()).number(),
                run.workflowName(),
                run.workflowId(),
                run.runId(),
                cause,
                CodeFailure.hint(failure));
    if (before == null) {
      note(RunNoteKind.STUCK, cause);
    }
    run =
        run.withStatus(run.suspended() ? RunStatus.SUSPENDED : RunStatus.STUCK)
            .withIncident(
                new Incident(
                    message,
                    failure,
                    before == null ? fold.now() : before.sinceMillis(),
                    before == null ? 1 : before.count() + 1,
                    IncidentType.WORKFLOW_STUCK,
                    null,
                    fold.now()));
    if (run.suspended()) {
      runs.tasks().leave(fold, run.runId());
    }
  }

  /** Another build of its code is there: asks a worker once more. */
  void tryAgain(String build) {
    WorkflowTaskInFlight inFlight = run.inFlight();
    if (run.status() != RunStatus.STUCK || inFlight == null) {
      return;
    }
    if (hasWorkflowTask()) {
      runs.tasks().tryAgain(fold, run.runId(), build);
    } else { // stuck since before runs were tried again by themselves
      dispatchWorkflowTask(inFlight.through());
      store();
    }
  }

  /** Asks a worker once more, of a suspended run when it is resumed; closes the incident. */
  void unstick() {
    WorkflowTaskInFlight inFlight = run.inFlight();
    if (inFlight == null || (hasWorkflowTask() && run.incident() == null)) {
      return;
    }
    note(RunNoteKind.WORKFLOW_TASK_RETRIED, "");
    runs.tasks().leave(fold, run.runId());
    run = run.withIncident(null);
    if (!run.suspended()) {
      run = run.withStatus(RunStatus.RUNNING);
      dispatchWorkflowTask(inFlight.through());
    }
    store();
  }

  /** Remembers what was done to it, or befell it, for people. */
  void note(RunNoteKind kind, String text) {
    List<RunNote> notes = new ArrayList<>(run.notes());
    notes.add(new RunNote(fold.now(), kind, Shortening.text(text, NOTE_BYTES)));
    run =
        run.withNotes(
            List.copyOf(notes.subList(Math.max(0, notes.size() - MOST_NOTES), notes.size())));
  }

  void timer(String id, TimerPurpose purpose, long delayMillis) {
    fold.rows()
        .put(run.runId(), TIMER, id, new TimerState(purpose, 0, 0, fold.now() + delayMillis, null));
  }

  /** Keeps the run, after asking for a decision if one is due. */
  void save() {
    if (run.inFlight() == null
        && !run.delayed()
        && run.status() == RunStatus.RUNNING
        && run.historyLength() > run.settledThrough()) {
      dispatchWorkflowTask(run.historyLength());
    }
    store();
  }

  /**
   * The code has more to do than it could in one decision: a WorkflowTask follows, also if nothing
   * has happened. If the run is suspended, it is due, and sent when the run is resumed.
   */
  void goOn() {
    long through = run.historyLength();
    if (run.suspended()) {
      run = run.withInFlight(new WorkflowTaskInFlight(run.workflowTaskCount(), through));
    } else {
      dispatchWorkflowTask(through);
    }
    store();
  }

  void store() {
    fold.rows().put(run.runId(), RUN, "", run);
  }

  private void dispatchWorkflowTask(long through) {
    int number = run.workflowTaskCount() + 1;
    run = run.withWorkflowTaskCount(number).withInFlight(new WorkflowTaskInFlight(number, through));
    runs.tasks()
        .schedule(
            fold,
            new TaskState(
                run.runId() + "/" + Ids.WORKFLOW_TASK + number,
                TaskKind.WORKFLOW_TASK,
                run.workflowId(),
                run.runId(),
                run.workflowName(),
                number,
                run.workflowName(),
                "",
                List.of(),
                NO_SETTINGS,
                TaskPhase.DISPATCHED,
                1,
                fold.now(),
                fold.now(),
                null,
                run.decidedThrough() + 1,
                through,
                run.version(),
                0,
                1,
                0,
                0,
                0,
                ""));
  }
}

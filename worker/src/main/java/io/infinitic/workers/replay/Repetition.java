package io.infinitic.workers.replay;

import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.WorkflowTaskDone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Repeats the decisions that events tell of, one after the other. */
final class Repetition implements Branches.Schedule {

  private final LoadedRun run;
  private final List<HistoryEvent> events;
  private List<HistoryEvent> inputs = new ArrayList<>();
  private boolean ownComes;
  private int at;
  private @Nullable HistoryEvent repeated;
  private Instant lastDecision;

  /**
   * @param ownComes whether the first decision is what the run has just done
   * @param lastDecision when the one before was recorded
   */
  Repetition(LoadedRun run, List<HistoryEvent> events, boolean ownComes, Instant lastDecision) {
    this.run = run;
    this.events = events;
    this.ownComes = ownComes;
    this.lastDecision = lastDecision;
  }

  /** What no decision was made on yet. */
  List<HistoryEvent> inputs() {
    return inputs;
  }

  /** When the last decision was recorded. */
  Instant lastDecision() {
    return lastDecision;
  }

  @Override
  public Branches.@Nullable Branch next() {
    HistoryEvent decision = repeated == null ? begin() : repeated;
    while (decision != null) {
      repeated = decision;
      Branches.Branch branch = run.next();
      if (branch != null) {
        return branch;
      }
      run.commands().requireAllRepeated(run.branches().isHeld(), run::positions);
      ended(decision);
      decision = begin();
    }
    return null;
  }

  /** Goes to the next decision that is to be repeated; null if there is none. */
  private @Nullable HistoryEvent begin() {
    while (at < events.size()) {
      HistoryEvent event = events.get(at++);
      if (!(event.body() instanceof WorkflowTaskDone done)) {
        inputs.add(event);
        continue;
      }
      List<HistoryEvent> commands = events.subList(at, at + done.commandCount());
      at += done.commandCount();
      if (!ownComes) {
        long end = at < events.size() ? events.get(at).id() : event.id();
        run.commands().replay(commands, done.unfinished(), end);
        run.rules().repeat(done.rules(), done.seed());
        run.take(inputs, lastDecision);
        inputs = new ArrayList<>();
        return event;
      }
      ownComes = false;
      ended(event);
    }
    return null;
  }

  private void ended(HistoryEvent decision) {
    repeated = null;
    lastDecision = Instant.ofEpochMilli(decision.timeMillis());
  }
}

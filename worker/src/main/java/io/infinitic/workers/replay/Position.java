package io.infinitic.workers.replay;

import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.WorkflowTaskDone;
import java.util.List;

/** Where in its history a run in memory is, and whether what it decided last is part of that. */
final class Position {

  private long through;
  private boolean expectsOwnDecision;
  private int ownCommands;
  private String decider = "";
  private boolean revived;

  /** The last event that it was fed. */
  long through() {
    return through;
  }

  /** Whether it has decided something that it has not seen in its history yet. */
  boolean expectsOwnDecision() {
    return expectsOwnDecision;
  }

  /** It has seen the events through the given one, and has decided. */
  void decided(long throughEvent, int commands, String decidedBy) {
    through = throughEvent;
    ownCommands = commands;
    decider = decidedBy;
    expectsOwnDecision = true;
  }

  /**
   * It has repeated all decisions through that event.
   *
   * @param isRevived whether the run was revived since, so that it is not at the end of its history
   */
  void caughtUp(long settledThrough, boolean isRevived) {
    through = settledThrough;
    revived = isRevived;
    expectsOwnDecision = false;
  }

  boolean continuesWith(List<HistoryEvent> events) {
    if (revived || events.isEmpty() || Revivals.isIn(events)) {
      return false;
    }
    if (!expectsOwnDecision) {
      return true;
    }
    HistoryEvent first = events.get(0);
    return first.id() == through + 1
        && first.body() instanceof WorkflowTaskDone done
        && done.worker().equals(decider)
        && done.through() == through;
  }

  boolean isAt(long settledThrough, String decidedBy) {
    return expectsOwnDecision
        ? through + 1 + ownCommands == settledThrough && decidedBy.equals(decider)
        : through == settledThrough;
  }
}

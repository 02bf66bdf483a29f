package io.infinitic.workers.replay;

import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RunEnded;
import io.infinitic.schemas.RunRevived;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.WorkflowTaskDone;
import java.util.ArrayList;
import java.util.List;

/**
 * Histories of runs that failed by a task and went on when a person retried it. The code is to go
 * on as if that failure had not come: its event, the decision it led to and the end are left out.
 */
final class Revivals {

  private Revivals() {}

  static boolean isIn(List<HistoryEvent> events) {
    return events.stream().anyMatch(event -> event.body() instanceof RunRevived);
  }

  /** The events that the code is to see, of a whole history. */
  static List<HistoryEvent> takeBack(List<HistoryEvent> history) {
    List<HistoryEvent> seen = new ArrayList<>();
    for (HistoryEvent event : history) {
      if (event.body() instanceof RunRevived revived) {
        removeLastDecision(seen);
        removeFailure(seen, revived.command());
      } else {
        seen.add(event);
      }
    }
    return seen;
  }

  /** There is an end only before the first of several tasks that were retried together. */
  private static void removeLastDecision(List<HistoryEvent> seen) {
    int last = seen.size() - 1;
    if (last < 0 || !(seen.get(last).body() instanceof RunEnded)) {
      return;
    }
    while (!(seen.get(last).body() instanceof WorkflowTaskDone)) {
      seen.remove(last--);
    }
    seen.remove(last);
  }

  private static void removeFailure(List<HistoryEvent> seen, int command) {
    for (int i = seen.size() - 1; i >= 0; i--) {
      if (seen.get(i).body() instanceof TaskEnded ended
          && ended.command() == command
          && ended.status() != OutcomeStatus.COMPLETED) {
        seen.remove(i);
        return;
      }
    }
  }
}

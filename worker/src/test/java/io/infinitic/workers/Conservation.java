package io.infinitic.workers;

import io.infinitic.schemas.ClaimTask;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.ReportAlive;
import io.infinitic.schemas.ReportCompleted;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskReport;
import io.infinitic.schemas.TimerDue;
import io.infinitic.transport.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches the messages of a namespace, in the order in which they are sent, and knows what must
 * hold of every task whatever crashes, comes twice or comes late:
 *
 * <ul>
 *   <li>no attempt is dispatched before something has ended the one before;
 *   <li>nothing is dispatched after the task has completed;
 *   <li>a run hears of one outcome of a task, of another only after a failure, and each time that
 *       it hears of an event, it is the same;
 *   <li>a completion was said by somebody, of the attempt that is current.
 * </ul>
 */
public final class Conservation {

  private static final int MOST_CLAIMS = 5;

  private record Task(String runId, int number) {}

  private static final class Seen {
    int dispatched;
    final Set<Integer> ended = new HashSet<>();
    int endings; // of attempts that the message does not name
    final Set<Integer> completed = new HashSet<>();
    final Set<String> claims = new HashSet<>();
    boolean reported;
    final Map<Long, TaskEnded> outcomes = new HashMap<>();
    @Nullable TaskEnded last;
  }

  private final Map<Task, Seen> tasks = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private int outcomes;

  /** A message was sent. */
  public synchronized void sent(Object message) {
    if (message instanceof EngineMessage engine) {
      toEngine(engine.body());
    } else if (message instanceof ExecuteTask dispatch) {
      dispatched(dispatch);
    } else if (message instanceof ExecuteWorkflowTask workflowTask) {
      for (HistoryEvent event : workflowTask.events()) {
        if (event.body() instanceof TaskEnded ended) {
          outcome(new Task(workflowTask.runId(), ended.command()), event.id(), ended);
        }
      }
    }
  }

  /** What did not hold. */
  public synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** Outcomes that runs have heard of. */
  public synchronized int outcomes() {
    return outcomes;
  }

  private Seen seen(String runId, int number) {
    return tasks.computeIfAbsent(new Task(runId, number), task -> new Seen());
  }

  private void toEngine(Object body) {
    if (body instanceof TaskCompleted m) {
      seen(m.runId(), m.number()).completed.add(m.attempt());
    } else if (body instanceof TaskFailed m) {
      seen(m.runId(), m.number()).ended.add(m.attempt());
    } else if (body instanceof ClaimTask m) {
      Seen task = seen(m.runId(), m.number());
      task.claims.add(m.requestId());
      if (task.claims.size()
          > MOST_CLAIMS) { // of all attempts: may find that too many workers died
        task.ended.add(m.attempt());
      }
    } else if (body instanceof TaskReport m) {
      TaskId id = TaskId.parse(m.taskId());
      Seen task = seen(id.runId(), id.command());
      if (m.report() instanceof ReportCompleted) {
        task.reported = true;
      }
      if (!(m.report() instanceof ReportAlive)) {
        task.endings++;
      }
    } else if (body instanceof TimerDue m && m.timerId().matches("[ahsd]/\\d+")) {
      seen(m.runId(), Integer.parseInt(m.timerId().substring(2))).endings++;
    }
  }

  private void dispatched(ExecuteTask dispatch) {
    Seen task = seen(dispatch.runId(), dispatch.number());
    int attempt = dispatch.attempt();
    if (attempt <= task.dispatched) {
      return; // repeated
    }
    if (task.dispatched > 0 && attempt != task.dispatched + 1) {
      violations.add(dispatch.taskId() + ": attempt " + attempt + " after " + task.dispatched);
    }
    if (task.dispatched > 0 && !task.ended.contains(task.dispatched) && --task.endings < 0) {
      violations.add(
          dispatch.taskId() + ": attempt " + attempt + " while the one before is current");
    }
    if (task.last != null && task.last.status() == OutcomeStatus.COMPLETED) {
      violations.add(dispatch.taskId() + ": attempt " + attempt + " after its completion");
    }
    task.dispatched = attempt;
  }

  private void outcome(Task key, long event, TaskEnded ended) {
    Seen task = seen(key.runId(), key.number());
    TaskEnded known = task.outcomes.putIfAbsent(event, ended);
    if (known != null) {
      if (!known.equals(ended)) {
        violations.add(key + ": event " + event + " has changed from " + known + " to " + ended);
      }
      return;
    }
    outcomes++;
    TaskEnded before = task.last;
    task.last = ended;
    if (before != null && before.status() == OutcomeStatus.COMPLETED) {
      violations.add(key + ": " + ended.status() + " after its completion");
    }
    if (ended.status() == OutcomeStatus.COMPLETED && !task.reported) {
      if (!task.completed.contains(ended.attempt())) {
        violations.add(key + ": completed in attempt " + ended.attempt() + ", which nobody said");
      }
      if (task.dispatched != ended.attempt()) {
        violations.add(
            key + ": completed in attempt " + ended.attempt() + " of " + task.dispatched);
      }
    }
  }
}

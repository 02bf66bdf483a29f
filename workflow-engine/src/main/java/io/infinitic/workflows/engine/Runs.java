package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.METHOD;
import static io.infinitic.engine.RowKind.POINTER;
import static io.infinitic.engine.RowKind.RUN;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.Caller;
import io.infinitic.schemas.HandledRequest;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.WorkflowPointer;
import io.infinitic.schemas.WorkflowUnknown;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the run that a message concerns, and remembers what was done for whom. */
record Runs(Tasks tasks, long retentionMillis) {

  RunFold fold(Fold fold, RunState run) {
    return new RunFold(fold, this, run);
  }

  static boolean isOpen(RunState run) {
    return switch (run.status()) {
      case RUNNING, STUCK, SUSPENDED -> true;
      case COMPLETED, FAILED, CANCELED, TERMINATED, TIMED_OUT, CONTINUED_AS_NEW -> false;
    };
  }

  static @Nullable RunState latest(Fold fold, String workflowId) {
    WorkflowPointer pointer = fold.rows().get(workflowId, POINTER, "");
    return pointer == null ? null : fold.rows().get(pointer.runId(), RUN, "");
  }

  /** The run with the id, or the latest if there is none. */
  static @Nullable RunState find(Fold fold, String workflowId, @Nullable String runId) {
    RunState run = runId == null ? latest(fold, workflowId) : fold.rows().get(runId, RUN, "");
    return run != null && run.workflowId().equals(workflowId) ? run : null;
  }

  static @Nullable RunState open(Fold fold, String runId) {
    RunState run = fold.rows().get(runId, RUN, "");
    return run != null && isOpen(run) ? run : null;
  }

  /** Whether outcomes matter to it: it is open, or could be revived. */
  static @Nullable RunState listening(Fold fold, String runId) {
    RunState run = fold.rows().get(runId, RUN, "");
    return run != null && (isOpen(run) || run.failedBy() > 0) ? run : null;
  }

  /** The run that the request has started, or was carried out on. */
  static @Nullable RunState ofRequest(Fold fold, String workflowId, String requestId) {
    RunState started = known(fold, workflowId, Ids.run(workflowId, requestId));
    if (started != null) {
      return started;
    }
    HandledRequest request = HandledRequests.find(fold, workflowId, requestId);
    return request == null ? null : fold.rows().get(request.runId(), RUN, "");
  }

  /**
   * The run with the id. The first of a chain may be gone while the chain goes on: then its latest
   * run stands for it.
   */
  static @Nullable RunState known(Fold fold, String workflowId, String runId) {
    RunState run = fold.rows().get(runId, RUN, "");
    if (run != null) {
      return run.workflowId().equals(workflowId) ? run : null;
    }
    RunState latest = latest(fold, workflowId);
    return latest != null && latest.chain().equals(runId) ? latest : null;
  }

  /** The last run of those that continue it, if it continued as new; whatever runs meanwhile. */
  static RunState current(Fold fold, RunState run) {
    if (run.status() != RunStatus.CONTINUED_AS_NEW) {
      return run;
    }
    RunState latest = latest(fold, run.workflowId());
    if (latest != null && latest.chain().equals(run.chain())) {
      return latest;
    }
    WorkflowPointer last = ofChain(fold, run);
    RunState ended = last == null ? null : fold.rows().get(last.runId(), RUN, "");
    return ended == null ? NextRun.last(fold, run) : ended;
  }

  /** Names the last run of a chain that has ended; null if that was not noted. */
  private static @Nullable WorkflowPointer ofChain(Fold fold, RunState run) {
    return run.chain().isEmpty() // of an early version
        ? null
        : fold.rows().get(run.workflowId(), POINTER, run.chain());
  }

  /** The last run of a chain has ended: it is found also when another run has its workflow id. */
  static void chainEnded(Fold fold, RunState last) {
    if (!last.chain().isEmpty() && !last.chain().equals(last.runId())) {
      fold.rows()
          .put(
              last.workflowId(),
              POINTER,
              last.chain(),
              new WorkflowPointer(last.workflowId(), last.runId(), 0));
    }
  }

  /**
   * A repetition of the request will find the run that it was carried out on, whatever runs then.
   */
  static void remember(Fold fold, RunState run, String requestId) {
    HandledRequests.add(fold, run.workflowId(), requestId, run.runId());
  }

  /**
   * A start that has not come yet, because a validator is being asked, must not be carried out: who
   * asked for it has ended.
   */
  static void revoke(Fold fold, String workflowId, String startedBy) {
    HandledRequests.add(fold, workflowId, startedBy, "");
  }

  static boolean isRevoked(Fold fold, String workflowId, String requestId) {
    HandledRequest request = HandledRequests.find(fold, workflowId, requestId);
    return request != null && request.runId().isEmpty();
  }

  static @Nullable MethodState method(Fold fold, RunState run, String methodId) {
    return fold.rows().get(run.runId(), METHOD, methodId);
  }

  /** Removes a run whose retention is over; with the latest, what is known of the workflow id. */
  static void forget(Fold fold, String runId) {
    RunState run = fold.rows().get(runId, RUN, "");
    if (run == null) {
      return;
    }
    String workflowId = run.workflowId();
    WorkflowPointer pointer = fold.rows().get(workflowId, POINTER, "");
    if (pointer != null && pointer.runId().equals(runId)) {
      fold.rows().forgetWorkflow(workflowId);
    } else {
      WorkflowPointer last = ofChain(fold, run);
      if (last != null && last.runId().equals(runId)) {
        fold.rows().remove(workflowId, POINTER, run.chain());
      }
    }
    fold.rows().forgetRun(runId);
  }

  /** The open run that a request is for; answers the caller if there is none. */
  Optional<RunFold> openRun(Fold fold, @Nullable RunState run, Request request) {
    if (run == null || !isOpen(run)) {
      request.unknown(fold, run == null ? "there is no run" : "its run has ended: " + run.status());
      return Optional.empty();
    }
    return Optional.of(fold(fold, run));
  }

  /** Who asks, and under which id. */
  record Request(String requestId, String workflowId, String replyTo, @Nullable Caller caller) {

    Request(String requestId, String workflowId, String replyTo) {
      this(requestId, workflowId, replyTo, null);
    }

    void accepted(Fold fold, RunState run, String methodId) {
      fold.answer(
          replyTo, caller, new CallAccepted(requestId, run.workflowId(), run.runId(), methodId));
    }

    void unknown(Fold fold, String reason) {
      fold.answer(replyTo, caller, new WorkflowUnknown(requestId, workflowId, reason));
    }
  }
}

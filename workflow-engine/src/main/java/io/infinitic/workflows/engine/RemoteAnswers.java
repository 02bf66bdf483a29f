package io.infinitic.workflows.engine;

import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.CallRefused;
import io.infinitic.schemas.CallRejected;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.QueryAnswered;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.RemoteKind;
import io.infinitic.schemas.RemoteState;
import io.infinitic.schemas.RemoteStatus;
import io.infinitic.schemas.WorkflowUnknown;
import org.jspecify.annotations.Nullable;

/** What the answer of another workflow means for the command that asked. */
final class RemoteAnswers {

  private RemoteAnswers() {}

  /** How the command ended; null if it goes on. */
  static @Nullable RemoteEnded ended(RemoteState remote, Object answer) {
    if (answer instanceof MethodEnded ended) {
      MethodOutcome outcome = ended.outcome();
      return new RemoteEnded(
          remote.number(),
          RemoteStatus.valueOf(outcome.status().name()),
          ended.workflowName().isEmpty() ? remote.workflowName() : ended.workflowName(),
          ended.workflowId(),
          ended.runId().isEmpty() ? null : ended.runId(), // canceled before there was a run
          outcome.result(),
          outcome.failure());
    } else if (answer instanceof CallAccepted accepted) {
      boolean done = remote.kind() == RemoteKind.SIGNAL || remote.kind() == RemoteKind.CANCEL;
      return done ? ended(remote, RemoteStatus.COMPLETED, accepted.runId(), null) : null;
    } else if (answer instanceof CallRejected rejected) {
      return ended(remote, RemoteStatus.REJECTED, rejected.runId(), null);
    } else if (answer instanceof CallRefused refused) {
      return ended(remote, RemoteStatus.REFUSED, null, refused.failure());
    } else if (answer instanceof WorkflowUnknown unknown) {
      return ended(remote, RemoteStatus.UNKNOWN, null, because(unknown.reason()));
    } else if (answer instanceof QueryAnswered answered) {
      String refused = answered.refused();
      return new RemoteEnded(
          remote.number(),
          refused == null ? RemoteStatus.COMPLETED : RemoteStatus.REFUSED,
          remote.workflowName(),
          remote.workflowId(),
          answered.runId(),
          answered.result(),
          refused == null ? null : because(refused));
    }
    return null;
  }

  /** An end without a result. */
  static RemoteEnded ended(
      RemoteState remote, RemoteStatus status, @Nullable String runId, @Nullable Failure failure) {
    return new RemoteEnded(
        remote.number(), status, remote.workflowName(), remote.workflowId(), runId, null, failure);
  }

  static Failure because(String reason) {
    return new Failure("", reason, "", null, null);
  }
}

package io.infinitic.clients;

import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.exceptions.WorkflowAlreadyStartedException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.CallRefused;
import io.infinitic.schemas.CallRejected;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.QueryAnswered;
import io.infinitic.schemas.WorkflowUnknown;
import io.infinitic.stubs.StubCall;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engine's replies as values and exceptions. */
record Replies(Payloads payloads) {

  /** Reads a payload as the caller declared it. */
  interface Reader<R> {
    @Nullable R read(io.infinitic.schemas.Payload payload);
  }

  @SuppressWarnings("unchecked") // read by the method's declared type
  <R> Reader<R> resultOf(StubCall call) {
    return payload ->
        (R)
            payloads.readResult(
                call.type(), call.method(), payload, "the result of " + call.label());
  }

  @SuppressWarnings("unchecked") // read as the type
  <R> Reader<R> of(Class<R> type) {
    return payload -> (R) payloads.read(payload, type, "the result");
  }

  /** The value of an outcome or of an answer, or the exception that tells why there is none. */
  <R> @Nullable R value(Object reply, String workflowName, Reader<R> reader) {
    if (reply instanceof MethodEnded ended) {
      return Descriptions.outcome(ended, reader, payloads);
    } else if (reply instanceof QueryAnswered answered && answered.refused() == null) {
      return reader.read(answered.result());
    }
    throw refused(reply, workflowName);
  }

  CallAccepted accepted(Object reply, String workflowName) {
    if (reply instanceof CallAccepted accepted) {
      return accepted;
    }
    throw refused(reply, workflowName);
  }

  InfiniticException refused(Object reply, String workflowName) {
    if (reply instanceof CallRejected rejected) {
      return new WorkflowAlreadyStartedException(
          rejected.workflowName(),
          rejected.workflowId(),
          rejected.runId(),
          Descriptions.because("its run is " + rejected.status()));
    } else if (reply instanceof CallRefused refused) {
      return new CallRefusedException(
          "a call of workflow %sid %s was refused"
              .formatted(workflowName.isEmpty() ? "" : workflowName + ", ", refused.workflowId()),
          Failures.read(refused.failure(), payloads));
    } else if (reply instanceof QueryAnswered answered) {
      return new QueryRefusedException(String.valueOf(answered.refused()));
    } else if (reply instanceof WorkflowUnknown unknown) {
      return new WorkflowUnknownException(
          workflowName, unknown.workflowId(), null, Descriptions.because(unknown.reason()));
    }
    return new InfiniticException("unexpected reply " + reply.getClass().getSimpleName());
  }

  /** What is thrown fails the future, as what comes later does. */
  static <T> CompletableFuture<T> attempt(Supplier<CompletableFuture<T>> request) {
    try {
      return request.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** What a future has failed with, without what stages of futures wrap around it. */
  static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /** The value of the future; what it fails with is thrown as it is. */
  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfiniticException("interrupted while waiting for the engine", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException known) {
        known.addSuppressed(new InfiniticException("thrown to the caller here"));
        throw known;
      }
      throw new InfiniticException("the request failed: " + cause, cause);
    }
  }
}

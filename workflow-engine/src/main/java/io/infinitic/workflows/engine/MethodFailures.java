package io.infinitic.workflows.engine;

import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.OutcomeStatus;

/**
 * What callers are told of a method that failed. Where only the method failed, and not the run, the
 * failure says so by its name.
 */
final class MethodFailures {

  private static final String METHOD_FAILED = "io.infinitic.exceptions.MethodFailedException";

  private MethodFailures() {}

  static MethodOutcome outcome(RunFold run, FailMethod failed) {
    if (failed.canceled()) {
      return new MethodOutcome(OutcomeStatus.CANCELED, null, failed.failure());
    }
    boolean main = failed.methodId().equals(run.run().mainMethodId());
    MethodState method = main ? null : Runs.method(run.fold(), run.run(), failed.methodId());
    Failure failure =
        method == null
            ? failed.failure()
            : new Failure(METHOD_FAILED, method.methodName(), "", failed.failure(), null);
    return new MethodOutcome(OutcomeStatus.FAILED, null, failure);
  }
}

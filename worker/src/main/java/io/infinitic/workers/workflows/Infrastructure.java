package io.infinitic.workers.workflows;

import io.infinitic.exceptions.PayloadCodecException;
import io.infinitic.runtime.Thrown;
import io.infinitic.workers.replay.NotTheCodesFaultException;

/** Tells what workflow code has done wrong from what was missing around it. */
final class Infrastructure {

  private static final int DEEPEST = 20;

  private Infrastructure() {}

  /**
   * Whether a decision failed by what is beside the code: the engine does not answer, the process
   * has no memory or threads, a key is missing. Such a thing passes, and is no verdict on the code.
   */
  static boolean hasFailed(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      boolean isLackOfMemory =
          cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError);
      if (isLackOfMemory
          || cause instanceof PayloadCodecException
          || cause instanceof NoAnswerException
          || cause instanceof NotTheCodesFaultException) {
        return true;
      }
      cause = Thrown.cause(cause);
    }
    return false;
  }
}

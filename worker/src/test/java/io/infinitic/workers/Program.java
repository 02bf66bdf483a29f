package io.infinitic.workers;

import io.infinitic.annotations.Query;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.workflows.SendChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A workflow that performs the program it is given. */
public interface Program {

  /** The trace of what has happened. */
  String run(Node program);

  /** Performs another one beside, on the same fields. */
  String call(Node program);

  SendChannel<Integer> getSignals();

  @Query
  String trace();

  /** What programs call. How long it takes is the transport's matter. */
  interface Work {
    RetryPolicy FAST =
        RetryPolicy.defaults().withInitialDelay(Duration.ofMillis(2)).withMaximumAttempts(5);

    String task(int n);

    String flaky(int n);

    String failing(int n);

    /** Fails until a person retries it. */
    String broken(int n);
  }

  /** Does next to nothing. */
  final class WorkImpl implements Work {
    private static final Set<String> CALLED = ConcurrentHashMap.newKeySet();

    @Override
    public String task(int n) {
      return "t" + n;
    }

    @Override
    public String flaky(int n) {
      if (Task.getRetryIndex() == 0) {
        throw new IllegalStateException("not yet");
      }
      return "f" + n;
    }

    @Override
    public String failing(int n) {
      throw new TaskFailure("as asked, " + n).notRetryable();
    }

    @Override
    public String broken(int n) {
      if (CALLED.add(Task.getTaskId())) {
        throw new TaskFailure("broken, " + n).notRetryable();
      }
      return "b" + n;
    }
  }
}

package io.infinitic.runtime;

import io.infinitic.functions.Func0;
import io.infinitic.stubs.StubCall;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workflows.Deferred;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What runs the workflow code of the current thread. */
public interface WorkflowRuntime {

  /**
   * The one of this thread.
   *
   * @throws IllegalStateException outside workflow code
   */
  static WorkflowRuntime current() {
    return Current.get();
  }

  /** Binds this thread to a runtime; null to unbind. */
  static void bind(@Nullable WorkflowRuntime runtime) {
    Current.set(runtime);
  }

  <T> T newService(Class<? extends T> type, TaskOptions options);

  <R> Deferred<R> dispatch(StubCall call);

  Deferred<Instant> timer(Instant due);

  <T> Deferred<List<T>> and(List<? extends Deferred<?>> all);

  <T> Deferred<T> or(List<? extends Deferred<?>> any);

  <T> T inline(Func0<T> function);

  Instant now();

  Random random();

  String workflowId();

  String runId();

  String workflowName();

  String methodName();

  String methodId();

  Set<String> tags();

  Map<String, byte[]> meta();

  Logger logger();
}

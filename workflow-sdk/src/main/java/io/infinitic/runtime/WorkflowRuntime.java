package io.infinitic.runtime;

import io.infinitic.functions.Func0;
import io.infinitic.functions.Proc0;
import io.infinitic.stubs.StubCall;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.WorkflowOptions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
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

  /** The one of this thread; null outside workflow code. */
  static @Nullable WorkflowRuntime find() {
    return Current.find();
  }

  /** Binds this thread to a runtime; null to unbind. */
  static void bind(@Nullable WorkflowRuntime runtime) {
    Current.set(runtime);
  }

  <T> T newService(Class<? extends T> type, TaskOptions options);

  <T> T newWorkflow(Class<? extends T> type, WorkflowOptions options);

  <T> T workflowById(Class<T> type, String workflowId);

  <T> T workflowByTag(Class<T> type, String tag);

  <T> T continueAsNew(Class<T> type);

  void cancel(Object stub);

  <R> Deferred<R> dispatch(StubCall call);

  <R> Deferred<R> async(Func0<R> function);

  <T> Channel<T> channel();

  Cancellation scope(Proc0 body, boolean detached);

  void await(Func0<Boolean> condition);

  boolean await(Duration limit, Func0<Boolean> condition);

  int version(String changeId, int minSupported, int maxSupported);

  Deferred<Instant> timer(Instant due);

  <T> Deferred<List<T>> and(List<? extends Deferred<?>> all);

  <T> Deferred<T> or(List<? extends Deferred<?>> any);

  /**
   * Whether it is part of the contract of the method that runs: a deferred that did not complete,
   * or an exception that the method declares. Anything else is a mistake.
   */
  boolean isFailure(Throwable thrown);

  /**
   * @param type what the value is written and read as; null for what it is
   */
  <T> T inline(@Nullable Type type, Func0<? extends T> function);

  Instant now();

  Random random();

  UUID randomUUID();

  String workflowId();

  String runId();

  String workflowName();

  String methodName();

  String methodId();

  Set<String> tags();

  void changeTags(Set<String> added, Set<String> removed);

  void setStatus(String status);

  Map<String, byte[]> meta();

  Logger logger();
}

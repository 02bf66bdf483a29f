package io.infinitic.workers.replay;

import io.infinitic.functions.Func0;
import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.DeferredStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** The branches that workflow code starts by async. */
final class Asyncs {

  private final RunCore run;
  private final RunContext context;
  private final Map<Promise<?>, Throwable> unseenMistakes = new LinkedHashMap<>();
  private int count;

  Asyncs(RunCore run, RunContext context) {
    this.run = run;
    this.context = context;
  }

  <R> Deferred<R> start(Func0<R> function) {
    run.requireBranch("async");
    run.requireNotCanceled();
    count++;
    Branches.Branch outer = run.branches().current();
    Scope scope = run.newScope(outer.scope());
    String id = run.runId() + "/async-" + count;
    Promise<R> promise =
        new Promise<>(
            run,
            id,
            "async",
            () -> {
              run.requireBranch("cancel");
              run.cancel(scope);
            });
    run.branches()
        .runInside(outer.methodId(), outer.method(), scope, branch -> run(function, promise));
    return promise;
  }

  /** The life of a branch, in its own thread. */
  private <R> void run(Func0<R> function, Promise<R> promise) {
    WorkflowRuntime.bind(context);
    try (ContextPropagator.Restored restored = context.restoreContext()) {
      R value = function.apply();
      promise.settle(DeferredStatus.COMPLETED, () -> value);
    } catch (Coroutine.Unwound e) {
      throw e;
    } catch (Throwable e) {
      if (!run.isFailure(e)) {
        unseenMistakes.put(promise, e);
      }
      promise.settle(
          run.isOwnCancellation(e) ? DeferredStatus.CANCELED : DeferredStatus.FAILED,
          () -> {
            unseenMistakes.remove(promise);
            throw Asyncs.<RuntimeException>unchanged(e);
          });
    } finally {
      WorkflowRuntime.bind(null);
    }
  }

  /** A mistake in a branch that nobody awaits must not get lost when the run ends. */
  void requireNoneUnseen() {
    if (!unseenMistakes.isEmpty()) {
      Branches.rethrow(unseenMistakes.values().iterator().next());
    }
  }

  /** Throws what user code threw as it is, also a checked exception. */
  @SuppressWarnings("unchecked") // erased
  static <E extends Throwable> E unchanged(Throwable thrown) throws E {
    throw (E) thrown;
  }
}

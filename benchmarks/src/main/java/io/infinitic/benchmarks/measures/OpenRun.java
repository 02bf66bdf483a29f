package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.load.LongRun;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import java.util.concurrent.ExecutionException;

/** A long run that was started. */
final class OpenRun {

  private final InfiniticClient client;
  private final Deferred<Void> whole;
  private final LongRun stub;

  private OpenRun(InfiniticClient client, Deferred<Void> whole) {
    this.client = client;
    this.whole = whole;
    stub = client.getWorkflowById(LongRun.class, whole.getId());
  }

  static OpenRun start(Bench bench, int steps) {
    InfiniticClient client = bench.client();
    LongRun fresh = client.newWorkflow(LongRun.class);
    return new OpenRun(client, client.dispatchVoid(fresh::run, steps));
  }

  String workflowId() {
    return whole.getId();
  }

  LongRun stub() {
    return stub;
  }

  /** What the first and the last steps took, nanoseconds; when all are done. */
  long[] awaitSteps(int ends) throws InterruptedException, ExecutionException {
    return client.dispatch(stub::firstAndLast, ends).toFuture().get();
  }

  /** Lets it end, when its steps are done. */
  void end() throws InterruptedException, ExecutionException {
    stub.end().send("end");
    whole.toFuture().get();
  }
}

package io.infinitic.workers;

import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.HistoryFlows.Locals;
import io.infinitic.workers.HistoryFlows.Service;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.time.Duration;

/** Local tasks. Has histories: its code must not change. */
public final class HistoryLocals extends Workflow implements Locals {

  private final Service local =
      newService(Service.class, TaskOptions.local().withRetry(Service.FAST));
  private final Service remote =
      newService(Service.class, TaskOptions.defaults().withRetry(Service.FAST));
  private String trace = "";

  @Override
  public int sequence(int n) {
    int value = 0;
    for (int i = 0; i < n; i++) {
      value = local.inc(value);
    }
    return remote.inc(value);
  }

  @Override
  public String failures() {
    String caught;
    try {
      caught = local.fails("planned");
    } catch (TaskFailedException e) {
      caught = String.valueOf(e.getFailure().getMessage());
    }
    return caught + " " + dispatch(local::fails, "other").isFailed() + local.flaky("locals");
  }

  @Override
  public String branches(String key) {
    Deferred<String> gated =
        async(
            () -> {
              trace += "a";
              String seen = remote.gated(key);
              return seen + local.echo("b");
            });
    Deferred<String> quick =
        async(
            () -> {
              String seen = local.echo("c") + local.echo("d");
              trace += seen;
              sleep(Duration.ofMillis(2));
              return seen + local.echo("e");
            });
    return quick.await() + gated.await() + trace;
  }
}

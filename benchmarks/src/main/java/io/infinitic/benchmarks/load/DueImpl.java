package io.infinitic.benchmarks.load;

import io.infinitic.workflows.Workflow;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** The workflow's class. It counts what a workflow must not know: how often it is executed. */
public final class DueImpl extends Workflow implements Due {

  private static final LongAdder WENT_ON = new LongAdder();

  @Override
  public void at(long dueMillis) {
    timer(Instant.ofEpochMilli(dueMillis)).await();
    WENT_ON.increment();
  }

  @Override
  public long wentOn() {
    return WENT_ON.sum();
  }
}

package io.infinitic.benchmarks.load;

import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The workflow's class. */
public final class AlarmImpl extends Workflow implements Alarm {

  @Override
  public long[] lateness(long dueMillis) {
    if (now().toEpochMilli() >= dueMillis) {
      return new long[] {};
    }
    timer(Instant.ofEpochMilli(dueMillis)).await();
    long wentOn = inline(System::currentTimeMillis);
    return new long[] {now().toEpochMilli() - dueMillis, wentOn - dueMillis};
  }

  @Override
  public void waitFor(int timers, long dueMillis) {
    List<Deferred<Instant>> all = new ArrayList<>();
    for (int i = 0; i < timers; i++) {
      all.add(timer(Instant.ofEpochMilli(dueMillis)));
    }
    Deferred.and(all).await();
  }
}

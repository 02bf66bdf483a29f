package io.infinitic.benchmarks.load;

import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;

/** The workflow's class. */
public final class InboxImpl extends Workflow implements Inbox {
  private final Channel<String> signals = channel();

  @Override
  public int take(int count) {
    Deferred<String> next = signals.receive();
    int taken = 0;
    while (taken < count) {
      next.await();
      taken++;
    }
    return taken;
  }

  @Override
  public SendChannel<String> signals() {
    return signals;
  }
}

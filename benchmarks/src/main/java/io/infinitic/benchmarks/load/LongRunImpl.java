package io.infinitic.benchmarks.load;

import io.infinitic.workflows.Channel;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;

/** The workflow's class. */
public final class LongRunImpl extends Workflow implements LongRun {
  private final Pass pass = newService(Pass.class);
  private final Channel<String> end = channel();
  private long[] times = {};
  private int done;
  private boolean complete;

  @Override
  public void run(int tasks) {
    times = new long[tasks];
    while (done < tasks) {
      times[done] = pass.at(done);
      done++;
    }
    complete = true;
    end.receive().await();
  }

  @Override
  public long[] firstAndLast(int tasks) {
    await(() -> complete);
    int last = times.length - 1;
    return new long[] {times[tasks - 1] - times[0], times[last] - times[last - tasks + 1]};
  }

  @Override
  public int done() {
    return done;
  }

  @Override
  public SendChannel<String> end() {
    return end;
  }
}

package io.infinitic.benchmarks.load;

import io.infinitic.tasks.TaskOptions;
import io.infinitic.workflows.Workflow;

/** The workflow's class. */
public final class SequenceImpl extends Workflow implements Sequence {
  private final Pass remote = newService(Pass.class);
  private final Pass local = newService(Pass.class, TaskOptions.local());

  @Override
  public String run(int tasks, boolean isLocal, String text) {
    String value = text;
    for (int i = 0; i < tasks; i++) {
      value = (isLocal ? local : remote).on(value);
    }
    return value;
  }
}

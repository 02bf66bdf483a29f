package io.infinitic.peers.infinitic;

import io.infinitic.tasks.TaskOptions;
import io.infinitic.workflows.Workflow;

/** One task after the other. */
public class PassesWorkflow extends Workflow implements Passes {

  private final Pass remote = newService(Pass.class);
  private final Pass here = newService(Pass.class, TaskOptions.local());

  @Override
  public String run(int tasks, boolean local, String text) {
    Pass pass = local ? here : remote;
    String value = text;
    for (int i = 0; i < tasks; i++) {
      value = pass.on(value);
    }
    return value;
  }
}

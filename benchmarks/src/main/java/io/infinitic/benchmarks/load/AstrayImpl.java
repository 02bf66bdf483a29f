package io.infinitic.benchmarks.load;

import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.workflows.Workflow;

/** The workflow's class. */
public final class AstrayImpl extends Workflow implements Astray {
  private final Nowhere nowhere = newService(Nowhere.class);

  @Override
  public boolean fails(int number) {
    try {
      nowhere.call(number);
      return false;
    } catch (TaskFailedException e) {
      return true;
    }
  }
}

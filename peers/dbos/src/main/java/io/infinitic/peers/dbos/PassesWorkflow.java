package io.infinitic.peers.dbos;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.workflow.Workflow;

/** One step after the other. */
public final class PassesWorkflow implements Passes {

  private final DBOS dbos;

  PassesWorkflow(DBOS dbos) {
    this.dbos = dbos;
  }

  @Override
  @Workflow(name = "passes")
  public String run(int steps, String text) {
    String value = text;
    for (int i = 0; i < steps; i++) {
      String given = value;
      value = dbos.runStep(() -> given, "pass");
    }
    return value;
  }
}

package io.infinitic.peers.temporal;

import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** One activity after the other. */
public final class PassesWorkflow implements Passes {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Override
  public String run(int activities, boolean local, String text) {
    Pass pass = local ? here() : remote();
    String value = text;
    for (int i = 0; i < activities; i++) {
      value = pass.on(value);
    }
    return value;
  }

  private static Pass remote() {
    return Workflow.newActivityStub(
        Pass.class, ActivityOptions.newBuilder().setStartToCloseTimeout(LIMIT).build());
  }

  private static Pass here() {
    return Workflow.newLocalActivityStub(
        Pass.class, LocalActivityOptions.newBuilder().setStartToCloseTimeout(LIMIT).build());
  }
}

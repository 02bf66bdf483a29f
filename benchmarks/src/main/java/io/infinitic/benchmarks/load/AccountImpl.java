package io.infinitic.benchmarks.load;

import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import java.time.Duration;

/** The workflow's class. */
public final class AccountImpl extends Workflow implements Account {

  private static final TaskOptions TWICE =
      TaskOptions.defaults()
          .withRetry(
              RetryPolicy.defaults().withInitialDelay(Duration.ofMillis(1)).withMaximumAttempts(2));

  private final Channel<String> notes = channel();
  private final Pass pass = newService(Pass.class, TWICE);
  private String text = "";
  private int failed;

  @Override
  public void open() {
    while (!notes.receive().await().equals(END)) {
      // the next one
    }
  }

  @Override
  public String add(String added) {
    String before = text;
    text = added;
    return before;
  }

  @Override
  public int tryInVain() {
    try {
      pass.fail();
    } catch (TaskFailedException e) {
      failed++;
    }
    return failed;
  }

  @Override
  public SendChannel<String> notes() {
    return notes;
  }
}

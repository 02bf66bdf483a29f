package io.infinitic.examples.approval;

import io.infinitic.annotations.Delegated;
import io.infinitic.tasks.Task;

/** Puts expenses in a person's in-tray. */
public class ApprovalsImpl implements Approvals {

  /** Where a person finds what is to be decided; a web page, say. */
  public interface InTray {
    /**
     * @param taskId with which the decision is told
     * @param reminder whether it has been there before
     */
    void put(String taskId, Expense expense, boolean reminder);
  }

  private final InTray tray;

  public ApprovalsImpl(InTray tray) {
    this.tray = tray;
  }

  @Override
  @Delegated // whoever serves the in-tray calls completeDelegatedTask
  public Decision decide(Expense expense) {
    tray.put(Task.getTaskId(), expense, Task.getRetryIndex() > 0);
    return new Decision("", false); // does not count
  }
}

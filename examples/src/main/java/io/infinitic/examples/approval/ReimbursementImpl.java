package io.infinitic.examples.approval;

import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workflows.Workflow;
import java.time.Duration;

/** Asks twice: an attempt that nobody completes in time is followed by another, the reminder. */
public class ReimbursementImpl extends Workflow implements Reimbursement {

  private final Approvals approvals;

  /** A person has two days, then two more. */
  public ReimbursementImpl() {
    this(Duration.ofDays(2));
  }

  /**
   * @param patience how long a person has
   */
  ReimbursementImpl(Duration patience) {
    approvals =
        newService(
            Approvals.class,
            TaskOptions.defaults()
                .withStartToClose(patience)
                .withRetry(RetryPolicy.defaults().withMaximumAttempts(2)));
  }

  @Override
  public String reimburse(Expense expense) {
    try {
      Approvals.Decision decision = approvals.decide(expense);
      return decision.approved() ? "paid, says " + decision.by() : "refused by " + decision.by();
    } catch (TaskTimedOutException e) {
      return "nobody has decided";
    } catch (TaskFailedException e) {
      return "nobody can decide: " + e.getFailure().getMessage();
    }
  }
}

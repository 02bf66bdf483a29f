package io.infinitic.examples.docs;

import io.infinitic.tasks.TaskFailure;
import java.time.Duration;
import java.util.Map;

/** Somebody else's system. */
interface Bank {

  /** Returns the number of the receipt. */
  String transfer(String key, String customer, int amount);

  /** What tasks throw to say more than an exception can. */
  static String refused(String why) {
    if (why.equals("busy")) {
      // tag::task-failure-later
      throw new TaskFailure("the bank is busy").retryAfter(Duration.ofMillis(20));
      // end::task-failure-later
    }
    // tag::task-failure
    throw new TaskFailure("account is closed")
        .notRetryable() // no attempt can mend it
        .withDetails(Map.of("reason", "closed")); // for the workflow: e.getFailure().getDetails()
    // end::task-failure
  }
}

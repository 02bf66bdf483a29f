package io.infinitic.examples.invoicing;

import io.infinitic.annotations.Query;
import io.infinitic.workflows.SendChannel;

/** Bills a customer once a month; its workflow id is the customer's. */
public interface InvoicingWorkflow {

  /** Meters report here; nobody waits for an answer. */
  SendChannel<Usage> getUsageChannel();

  /** Runs until the customer leaves. Returns how many invoices there were. */
  int invoice(String customer, int firstNumber);

  /** Adds to this month's invoice. Returns what is on it so far. */
  int addUnits(int units);

  /** What has been used this month. */
  @Query
  int unitsThisMonth();

  /** The current month is the last one. */
  void leave();
}

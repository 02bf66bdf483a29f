package io.infinitic.examples.approval;

/** Pays an expense back, if somebody approves of it in time. */
public interface Reimbursement {

  /** Returns what has become of it. */
  String reimburse(Expense expense);
}

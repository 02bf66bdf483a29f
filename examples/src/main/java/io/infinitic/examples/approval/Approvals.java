package io.infinitic.examples.approval;

/** People who decide. */
public interface Approvals {

  /** Asks a person; returns the decision. */
  Decision decide(Expense expense);

  /** What a person has decided. */
  record Decision(String by, boolean approved) {}
}

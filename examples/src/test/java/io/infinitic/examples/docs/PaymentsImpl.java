package io.infinitic.examples.docs;

import io.infinitic.tasks.Task;

// tag::task-class
public class PaymentsImpl implements Payments {

  private final Bank bank; // shared by all tasks: keep it thread-safe

  public PaymentsImpl(Bank bank) {
    this.bank = bank;
  }

  @Override
  public String pay(String customer, int amount) {
    // The key is the same in every attempt, so the bank pays once.
    return bank.transfer(Task.idempotencyKey(), customer, amount);
  }
}

// end::task-class

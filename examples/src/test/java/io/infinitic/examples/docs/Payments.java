package io.infinitic.examples.docs;

// tag::task-interface
/** Its methods are tasks. */
public interface Payments {

  /** Returns the number of the receipt. */
  String pay(String customer, int amount);
}
// end::task-interface

package io.infinitic.examples.imports;

/** The customers. */
public interface Customers {

  /** Returns the customer's number. */
  int add(String name);
}

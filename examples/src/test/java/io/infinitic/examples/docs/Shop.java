package io.infinitic.examples.docs;

// tag::service
/** Its methods are tasks. */
public interface Shop {

  int price(String item);

  String charge(String customer, int amount);

  void mail(String customer, String text);

  /** Looks for an item in a warehouse; returns where it is. */
  String find(String warehouse, String item);

  /** Returns the number of the reservation. */
  String reserve(String item);

  void release(String reservation);

  String ship(String item);
}
// end::service

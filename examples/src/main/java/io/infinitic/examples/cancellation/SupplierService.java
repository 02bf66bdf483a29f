package io.infinitic.examples.cancellation;

/** The suppliers. */
public interface SupplierService {

  Offer ask(String supplier, String item);

  /** Holds the item for us. Returns the number of the reservation. */
  String reserve(Offer offer);

  /** Waits for the money, and delivers. */
  String deliver(String reservation);

  void release(String reservation);
}

package io.infinitic.examples.bookingsaga;

/** Books a car. */
public interface CarRentalService {

  /** Returns the number of the booking. */
  String book(Trip trip);

  void cancel(String bookingNumber);
}

package io.infinitic.examples.bookingsaga;

/** Books a flight. */
public interface FlightBookingService {

  /** Returns the number of the booking. */
  String book(Trip trip);

  void cancel(String bookingNumber);
}

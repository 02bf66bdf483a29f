package io.infinitic.examples.bookingsaga;

/** Books a hotel. */
public interface HotelBookingService {

  /** Returns the number of the booking. */
  String book(Trip trip);

  void cancel(String bookingNumber);
}

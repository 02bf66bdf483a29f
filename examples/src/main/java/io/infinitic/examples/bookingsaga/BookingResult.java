package io.infinitic.examples.bookingsaga;

/** What a client of {@link TripBooking} learns: that there is no seat is an answer, no error. */
public enum BookingResult {
  SUCCESS,
  FAILURE
}

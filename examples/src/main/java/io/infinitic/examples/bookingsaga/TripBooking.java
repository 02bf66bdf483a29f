package io.infinitic.examples.bookingsaga;

/** Books car, flight and hotel, or nothing. */
public interface TripBooking {

  BookingResult book(Trip trip);
}

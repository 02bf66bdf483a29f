package io.infinitic.examples.bookingsaga;

import java.util.List;

/** Books car, flight and hotel, or nothing. */
public interface TripSaga {

  /**
   * Returns the numbers of the bookings; fails by the booking that could not be made, after the
   * others have been undone.
   */
  List<String> book(Trip trip);
}

package io.infinitic.examples.bookingsaga;

import io.infinitic.tasks.TaskFailure;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The three services. Some cities have no seats, some no rooms. */
class FakeBookings implements CarRentalService, FlightBookingService, HotelBookingService {

  private final String what;
  private final Set<String> unavailableIn;
  final Set<String> booked = new ConcurrentSkipListSet<>();

  FakeBookings(String what, String... unavailableIn) {
    this.what = what;
    this.unavailableIn = Set.of(unavailableIn);
  }

  @Override
  public String book(Trip trip) {
    if (unavailableIn.contains(trip.city())) {
      // Another attempt would not help: the task fails, and is not retried.
      throw new TaskFailure("no " + what + " in " + trip.city()).notRetryable();
    }
    String number = what + " for " + trip.traveler();
    booked.add(number);
    return number;
  }

  @Override
  public void cancel(String bookingNumber) {
    booked.remove(bookingNumber);
  }
}

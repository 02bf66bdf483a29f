package io.infinitic.examples.bookingsaga;

import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.functions.Proc1;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.util.ArrayList;
import java.util.List;

/** The compensation written out: the three bookings end, then those that were made are undone. */
public class TripBookingImpl extends Workflow implements TripBooking {

  private final CarRentalService cars = newService(CarRentalService.class);
  private final FlightBookingService flights = newService(FlightBookingService.class);
  private final HotelBookingService hotels = newService(HotelBookingService.class);

  @Override
  public BookingResult book(Trip trip) {
    Deferred<String> car = dispatch(cars::book, trip);
    Deferred<String> flight = dispatch(flights::book, trip);
    Deferred<String> hotel = dispatch(hotels::book, trip);

    boolean hasCar = isBooked(car);
    boolean hasFlight = isBooked(flight);
    boolean hasHotel = isBooked(hotel);
    if (hasCar && hasFlight && hasHotel) {
      return BookingResult.SUCCESS;
    }

    List<Deferred<Void>> cancellations = new ArrayList<>();
    if (hasCar) {
      cancellations.add(cancel(cars::cancel, car));
    }
    if (hasFlight) {
      cancellations.add(cancel(flights::cancel, flight));
    }
    if (hasHotel) {
      cancellations.add(cancel(hotels::cancel, hotel));
    }
    Deferred.and(cancellations).await();
    return BookingResult.FAILURE;
  }

  private static Deferred<Void> cancel(Proc1<String> cancel, Deferred<String> booking) {
    return dispatchVoid(cancel, booking.await());
  }

  private static boolean isBooked(Deferred<String> booking) {
    try {
      booking.await();
    } catch (TaskFailedException e) {
      logger().info("{} failed: {}", e.getServiceName(), e.getFailure());
    }
    return booking.isCompleted();
  }
}

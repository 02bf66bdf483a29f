package io.infinitic.examples.bookingsaga;

import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.functions.Proc1;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Deferreds;
import io.infinitic.workflows.Saga;
import io.infinitic.workflows.Workflow;
import java.util.List;

/** The same by a saga: each step says how it is undone. */
public class TripSagaImpl extends Workflow implements TripSaga {

  private final CarRentalService cars = newService(CarRentalService.class);
  private final FlightBookingService flights = newService(FlightBookingService.class);
  private final HotelBookingService hotels = newService(HotelBookingService.class);

  @Override
  public List<String> book(Trip trip) {
    Saga saga = Saga.of();
    return saga.run(
        () -> {
          Deferred<String> car = dispatch(cars::book, trip);
          saga.onFailure(() -> undo(car, cars::cancel));
          Deferred<String> flight = dispatch(flights::book, trip);
          saga.onFailure(() -> undo(flight, flights::cancel));
          Deferred<String> hotel = dispatch(hotels::book, trip);
          saga.onFailure(() -> undo(hotel, hotels::cancel));
          return Deferreds.and(car, flight, hotel).await();
        });
  }

  /** A booking that is still being made when another one fails must end before it can be undone. */
  private static void undo(Deferred<String> booking, Proc1<String> cancel) throws Exception {
    String number;
    try {
      number = booking.await();
    } catch (TaskFailedException e) {
      return; // there is nothing to undo
    }
    cancel.apply(number);
  }
}

package io.infinitic.examples.bookingsaga;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Runs the example in one process: a trip that can be booked, and one that cannot. */
public final class RunBookingSaga {

  private static final Set<String> BOOKED = new ConcurrentSkipListSet<>();

  private RunBookingSaga() {}

  /** Takes bookings of one kind. There is nothing to be had in some city. */
  private static final class Desk
      implements CarRentalService, FlightBookingService, HotelBookingService {
    private final String what;
    private final String notIn;

    Desk(String what, String notIn) {
      this.what = what;
      this.notIn = notIn;
    }

    @Override
    public String book(Trip trip) {
      if (trip.city().equals(notIn)) {
        throw new TaskFailure("no " + what + " in " + notIn).notRetryable();
      }
      String number = what + " in " + trip.city();
      BOOKED.add(number);
      System.out.println("  booked: " + number);
      return number;
    }

    @Override
    public void cancel(String bookingNumber) {
      BOOKED.remove(bookingNumber);
      System.out.println("  undone: " + bookingNumber);
    }
  }

  public static void main(String[] arguments) {
    ServiceSettings settings = ServiceSettings.defaults();
    try (InfiniticWorker worker =
        InMemory.start(
            with ->
                with.addService(CarRentalService.class, new Desk("car", "Venice"), settings)
                    .addService(FlightBookingService.class, new Desk("seat", "Atlantis"), settings)
                    .addService(HotelBookingService.class, new Desk("room", "Sahara"), settings)
                    .addWorkflow(TripBooking.class, TripBookingImpl.class)
                    .addWorkflow(TripSaga.class, TripSagaImpl.class))) {
      InfiniticClient client = worker.getClient();

      System.out.println("A trip to Rome, by TripSaga:");
      TripSaga saga = client.newWorkflow(TripSaga.class);
      System.out.println("  the result: " + saga.book(new Trip("Ada", "Rome", 3)));

      System.out.println("A trip to Atlantis, by TripSaga:");
      try {
        saga.book(new Trip("Ada", "Atlantis", 3));
      } catch (WorkflowFailedException e) {
        System.out.println("  the result: " + e.getFailure());
      }

      System.out.println("A trip to Venice, by TripBooking:");
      TripBooking booking = client.newWorkflow(TripBooking.class);
      System.out.println("  the result: " + booking.book(new Trip("Ada", "Venice", 3)));

      System.out.println("What is booked in the end: " + BOOKED);
    }
  }
}

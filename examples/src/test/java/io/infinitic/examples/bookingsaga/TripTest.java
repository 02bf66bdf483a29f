package io.infinitic.examples.bookingsaga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TripTest {

  private final FakeBookings cars = new FakeBookings("car", "Venice");
  private final FakeBookings flights = new FakeBookings("seat", "Atlantis");
  private final FakeBookings hotels = new FakeBookings("room", "Venice");
  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(CarRentalService.class, cars, ServiceSettings.defaults())
                  .addService(FlightBookingService.class, flights, ServiceSettings.defaults())
                  .addService(HotelBookingService.class, hotels, ServiceSettings.defaults())
                  .addWorkflow(TripBooking.class, TripBookingImpl.class)
                  .addWorkflow(TripSaga.class, TripSagaImpl.class));
  private final InfiniticClient client = worker.getClient();

  @AfterEach
  void stop() {
    worker.close();
  }

  private void assertNothingIsBooked() {
    assertThat(cars.booked).isEmpty();
    assertThat(flights.booked).isEmpty();
    assertThat(hotels.booked).isEmpty();
  }

  @Test
  void allIsBooked() {
    TripBooking booking = client.newWorkflow(TripBooking.class);
    assertThat(booking.book(new Trip("Ada", "Rome", 3))).isEqualTo(BookingResult.SUCCESS);
    assertThat(cars.booked).containsExactly("car for Ada");
    assertThat(flights.booked).containsExactly("seat for Ada");
    assertThat(hotels.booked).containsExactly("room for Ada");
  }

  @Test
  void failureIsAnAnswerOfTheWorkflow() {
    TripBooking booking = client.newWorkflow(TripBooking.class);
    assertThat(booking.book(new Trip("Ada", "Atlantis", 3))).isEqualTo(BookingResult.FAILURE);
    assertThat(booking.book(new Trip("Ada", "Venice", 3))).isEqualTo(BookingResult.FAILURE);
    assertNothingIsBooked();
  }

  @Test
  void sagaBooksAll() {
    assertThat(client.newWorkflow(TripSaga.class).book(new Trip("Ada", "Rome", 3)))
        .containsExactly("car for Ada", "seat for Ada", "room for Ada");
  }

  @Test
  void sagaUndoesAndFailsByWhatCouldNotBeBooked() {
    TripSaga saga = client.newWorkflow(TripSaga.class);
    WorkflowFailedException failed =
        catchThrowableOfType(
            WorkflowFailedException.class, () -> saga.book(new Trip("Ada", "Atlantis", 3)));
    assertNothingIsBooked();

    // What the workflow threw, and what the task threw before.
    Failure ofWorkflow = Objects.requireNonNull(failed.getFailure());
    assertThat(ofWorkflow.getName()).isEqualTo(TaskFailedException.class.getName());
    Failure ofTask = Objects.requireNonNull(ofWorkflow.getCause());
    assertThat(ofTask.getName()).isEqualTo(TaskFailure.class.getName());
    assertThat(ofTask.getMessage()).isEqualTo("no seat in Atlantis");
  }

  @Test
  void sagaUndoesWhenTwoFail() {
    TripSaga saga = client.newWorkflow(TripSaga.class);
    WorkflowFailedException failed =
        catchThrowableOfType(
            WorkflowFailedException.class, () -> saga.book(new Trip("Ada", "Venice", 3)));
    assertThat(failed).hasMessageContaining("in Venice");
    assertNothingIsBooked();
  }
}

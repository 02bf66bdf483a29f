package io.infinitic.examples.booking;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.time.LocalDate;

/** Runs the example in one process: the host answers after a reminder. */
public final class RunBooking {

  private RunBooking() {}

  /** Prints what people would be told. */
  private static final class PrintedNotifications implements NotificationService {
    @Override
    public void askHost(BookingRequest request, int attempt) {
      System.out.printf("To %s: may %s come? (%d)%n", request.host(), request.traveler(), attempt);
    }

    @Override
    public void tellTraveler(BookingRequest request, BookingStatus status) {
      System.out.printf("To %s: your request is %s%n", request.traveler(), status);
    }
  }

  public static void main(String[] arguments) throws Exception {
    try (InfiniticWorker worker =
        InMemory.start(
            with ->
                with.addService(
                        NotificationService.class,
                        new PrintedNotifications(),
                        ServiceSettings.defaults())
                    .addWorkflow(BookingWorkflow.class, BookingWorkflowImpl.class))) {
      InfiniticClient client = worker.getClient();
      BookingRequest request = new BookingRequest("Ada", "Alan", LocalDate.of(2030, 5, 1), 3);
      Deferred<BookingStatus> result =
          client.dispatch(client.newWorkflow(BookingWorkflow.class)::request, request);
      BookingWorkflow running = client.getWorkflowById(BookingWorkflow.class, result.getId());

      untilAsked(client, running, 1);
      System.out.println("A day passes without an answer");
      client.completeTimers(running); // stands for that day
      untilAsked(client, running, 2);
      System.out.println("From Alan: yes");
      running.getResponseChannel().send(BookingStatus.ACCEPTED);
      System.out.println("The workflow has returned: " + result.await());
    }
  }

  private static void untilAsked(InfiniticClient client, BookingWorkflow running, int attempt)
      throws Exception {
    InMemory.until(
        () -> {
          var now = client.describe(running);
          return now.status().orElse("").endsWith("attempt " + attempt) && now.timers().size() == 1;
        });
  }
}

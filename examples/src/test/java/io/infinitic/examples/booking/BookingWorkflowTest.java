package io.infinitic.examples.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BookingWorkflowTest {

  private static final BookingRequest REQUEST =
      new BookingRequest("Ada", "Alan", LocalDate.of(2030, 5, 1), 3);

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final NotificationService notifications =
      new NotificationService() {
        @Override
        public void askHost(BookingRequest request, int attempt) {
          told.add(request.host() + " asked " + attempt);
        }

        @Override
        public void tellTraveler(BookingRequest request, BookingStatus status) {
          told.add(request.traveler() + " " + status);
        }
      };
  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(NotificationService.class, notifications, ServiceSettings.defaults())
                  .addWorkflow(BookingWorkflow.class, BookingWorkflowImpl.class));
  private final InfiniticClient client = worker.getClient();

  @AfterEach
  void stop() {
    worker.close();
  }

  private Deferred<BookingStatus> dispatch() {
    return client.dispatch(client.newWorkflow(BookingWorkflow.class)::request, REQUEST);
  }

  private void untilAsked(BookingWorkflow running, int attempt) throws Exception {
    InMemory.until(
        () ->
            told.contains("Alan asked " + attempt)
                && client.describe(running).timers().size() == 1);
  }

  @Test
  void hostAccepts() {
    Deferred<BookingStatus> result = dispatch();
    BookingWorkflow running = client.getWorkflowById(BookingWorkflow.class, result.getId());
    running.getResponseChannel().send(BookingStatus.ACCEPTED);
    assertThat(result.await()).isEqualTo(BookingStatus.ACCEPTED);
    assertThat(told).containsExactly("Alan asked 1", "Ada ACCEPTED");
    assertThat(client.describe(running).timers()).isEmpty();
  }

  @Test
  void hostRefusesAfterAReminder() throws Exception {
    Deferred<BookingStatus> result = dispatch();
    BookingWorkflow running = client.getWorkflowById(BookingWorkflow.class, result.getId());
    untilAsked(running, 1);
    client.completeTimers(running);
    untilAsked(running, 2);
    assertThat(client.describe(running).status()).contains("the host is asked, attempt 2");
    running.getResponseChannel().send(BookingStatus.REFUSED);
    assertThat(result.await()).isEqualTo(BookingStatus.REFUSED);
    assertThat(told).containsExactly("Alan asked 1", "Alan asked 2", "Ada REFUSED");
  }

  @Test
  void requestExpires() throws Exception {
    Deferred<BookingStatus> result = dispatch();
    BookingWorkflow running = client.getWorkflowById(BookingWorkflow.class, result.getId());
    for (int attempt = 1; attempt <= 3; attempt++) {
      untilAsked(running, attempt);
      client.completeTimers(running);
    }
    assertThat(result.await()).isEqualTo(BookingStatus.EXPIRED);
    assertThat(told).containsExactly("Alan asked 1", "Alan asked 2", "Alan asked 3", "Ada EXPIRED");
    assertThatThrownBy(() -> running.getResponseChannel().send(BookingStatus.ACCEPTED))
        .as("too late")
        .isInstanceOf(WorkflowUnknownException.class);
  }
}

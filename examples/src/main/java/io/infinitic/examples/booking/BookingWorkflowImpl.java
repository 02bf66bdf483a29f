package io.infinitic.examples.booking;

import static io.infinitic.workflows.Deferreds.or;

import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.time.Duration;
import java.time.Instant;

/** Asks the host at most three times, and waits a day each time. */
public class BookingWorkflowImpl extends Workflow implements BookingWorkflow {

  private static final Duration PATIENCE = Duration.ofDays(1);
  private static final int ATTEMPTS = 3;

  private final Channel<BookingStatus> responseChannel = channel();
  private final NotificationService notificationService = newService(NotificationService.class);

  @Override
  public Channel<BookingStatus> getResponseChannel() {
    return responseChannel;
  }

  @Override
  public BookingStatus request(BookingRequest request) {
    BookingStatus status = answer(request);
    notificationService.tellTraveler(request, status);
    return status;
  }

  private BookingStatus answer(BookingRequest request) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      setStatus("the host is asked, attempt " + attempt);
      notificationService.askHost(request, attempt);
      Deferred<Instant> expiry = timer(PATIENCE);
      Deferred<BookingStatus> response = responseChannel.receive(1);
      or(expiry, response).await();
      if (response.isCompleted()) {
        expiry.cancel();
        return response.await();
      }
    }
    return BookingStatus.EXPIRED;
  }
}

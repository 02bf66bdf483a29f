package io.infinitic.examples.booking;

import io.infinitic.workflows.SendChannel;

/** The life of a request. */
public interface BookingWorkflow {

  /** For the host's answer. */
  SendChannel<BookingStatus> getResponseChannel();

  BookingStatus request(BookingRequest request);
}

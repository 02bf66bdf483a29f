package io.infinitic.examples.booking;

/** Tells people. */
public interface NotificationService {

  void askHost(BookingRequest request, int attempt);

  void tellTraveler(BookingRequest request, BookingStatus status);
}

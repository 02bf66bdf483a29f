package io.infinitic.examples.booking;

/** How a request ended. */
public enum BookingStatus {
  ACCEPTED,
  REFUSED,
  EXPIRED
}

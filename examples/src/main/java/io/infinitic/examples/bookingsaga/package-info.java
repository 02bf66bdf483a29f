/**
 * A trip of three bookings that are made at once. If one cannot be made, the others are undone:
 * written out in {@code TripBooking}, by {@code Saga} in {@code TripSaga}.
 */
@NullMarked
package io.infinitic.examples.bookingsaga;

import org.jspecify.annotations.NullMarked;

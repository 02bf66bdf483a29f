package io.infinitic.examples.bookingsaga;

/** What is to be booked. */
public record Trip(String traveler, String city, int days) {}

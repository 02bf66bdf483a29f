package io.infinitic.examples.booking;

import java.time.LocalDate;

/** A traveler wants a host's place from that day on. */
public record BookingRequest(String traveler, String host, LocalDate from, int nights) {}

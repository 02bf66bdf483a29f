package io.infinitic.examples.cancellation;

/** What a supplier wants for something. */
public record Offer(String supplier, int price) {}

package io.infinitic.examples.invoicing;

/** What a customer is asked to pay. */
public record Invoice(String customer, int number, int units) {}

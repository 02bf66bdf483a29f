package io.infinitic.examples.invoicing;

/** What a customer has used. */
public record Usage(String what, int units) {}

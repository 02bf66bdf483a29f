package io.infinitic.examples.approval;

/** What somebody wants back. */
public record Expense(String employee, String reason, int amount) {}

/**
 * What users pay for, measured on durable settings, with what Pulsar allows measured beside it in
 * the same rounds. Here: the command, and how benchmarks are run; what they measure is in {@code
 * measures}.
 */
@NullMarked
package io.infinitic.benchmarks;

import org.jspecify.annotations.NullMarked;

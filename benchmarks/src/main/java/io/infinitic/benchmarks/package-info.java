/**
 * What users pay for, measured on durable settings, with the raw message chain of the same hops in
 * the same run.
 */
@NullMarked
package io.infinitic.benchmarks;

import org.jspecify.annotations.NullMarked;

/**
 * Runs tasks. {@link io.infinitic.workers.tasks.TaskWorker} takes them when a slot is free; an
 * execution runs the service's code for one attempt or for a batch, and the report of each attempt
 * tells the engine its outcome, then lets its message be acknowledged. Nothing is kept here that
 * the engine does not know, or cannot do without.
 */
@NullMarked
package io.infinitic.workers.tasks;

import org.jspecify.annotations.NullMarked;

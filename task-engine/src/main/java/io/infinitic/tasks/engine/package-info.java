/**
 * Carries each task to exactly one outcome: dispatch, attempts, timeouts. Pure functions over state
 * rows; knows no broker, store, clock or user code.
 */
@NullMarked
package io.infinitic.tasks.engine;

import org.jspecify.annotations.NullMarked;

/**
 * The interface of a state store: partitions with an epoch and a position, rows, history, timers.
 */
@NullMarked
package io.infinitic.store;

import org.jspecify.annotations.NullMarked;

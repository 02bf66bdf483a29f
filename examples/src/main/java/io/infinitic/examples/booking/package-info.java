/** A request that a host answers by a signal, or that expires after three reminders. */
@NullMarked
package io.infinitic.examples.booking;

import org.jspecify.annotations.NullMarked;

/** Times that repeat. Knows the calendar, not what time it is. */
@NullMarked
package io.infinitic.calendar;

import org.jspecify.annotations.NullMarked;

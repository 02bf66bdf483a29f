/** One run a month per customer, without end: usage comes in as signals and by calls. */
@NullMarked
package io.infinitic.examples.invoicing;

import org.jspecify.annotations.NullMarked;

/** A race whose losers are cancelled, and a cancelled workflow that cleans up. */
@NullMarked
package io.infinitic.examples.cancellation;

import org.jspecify.annotations.NullMarked;

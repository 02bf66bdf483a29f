/** A workflow that lives as long as a membership: its methods are called by clients. */
@NullMarked
package io.infinitic.examples.loyalty;

import org.jspecify.annotations.NullMarked;

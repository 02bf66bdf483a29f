/** A task that a person completes: delegated by its worker, with a time limit and a reminder. */
@NullMarked
package io.infinitic.examples.approval;

import org.jspecify.annotations.NullMarked;

/** One feature per example, each with a {@code main} that runs it in one process. */
@NullMarked
package io.infinitic.examples;

import org.jspecify.annotations.NullMarked;

/** Takes tasks when a slot is free, runs them, sends their results, then acknowledges. */
@NullMarked
package io.infinitic.workers.tasks;

import org.jspecify.annotations.NullMarked;

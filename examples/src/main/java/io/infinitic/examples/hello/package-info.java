/** Two tasks, one after the other. */
@NullMarked
package io.infinitic.examples.hello;

import org.jspecify.annotations.NullMarked;

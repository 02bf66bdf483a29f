/** Two ways to change the code of a workflow while runs of it are open. */
@NullMarked
package io.infinitic.examples.versions;

import org.jspecify.annotations.NullMarked;

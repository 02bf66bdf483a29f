/** A workflow that hands parts of its work to child workflows, and gathers the results. */
@NullMarked
package io.infinitic.examples.children;

import org.jspecify.annotations.NullMarked;

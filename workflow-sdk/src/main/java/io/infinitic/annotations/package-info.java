/** Annotations for authors of workflows and services. */
@NullMarked
package io.infinitic.annotations;

import org.jspecify.annotations.NullMarked;

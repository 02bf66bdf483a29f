/**
 * The seam between the static methods that authors call and the process that runs their code. For
 * the worker; nothing here is meant for authors.
 */
@NullMarked
package io.infinitic.runtime;

import org.jspecify.annotations.NullMarked;

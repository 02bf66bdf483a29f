/**
 * The code of docs/workflows.md and docs/tasks.md: the regions between {@code // tag::} and {@code
 * // end::} are what the pages show, and the tests around them run it.
 */
@NullMarked
package io.infinitic.examples.docs;

import org.jspecify.annotations.NullMarked;

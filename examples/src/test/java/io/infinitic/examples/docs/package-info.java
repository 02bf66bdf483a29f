/**
 * The code of docs/workflows.md: the regions between {@code // tag::} and {@code // end::} are what
 * the page shows, and the tests around them run it.
 */
@NullMarked
package io.infinitic.examples.docs;

import org.jspecify.annotations.NullMarked;

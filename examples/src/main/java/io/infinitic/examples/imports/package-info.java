/**
 * A long task that tells how far it is and goes on from there after a crash, many small tasks that
 * run in batches, and a tiny one that runs in the process of the workflow.
 */
@NullMarked
package io.infinitic.examples.imports;

import org.jspecify.annotations.NullMarked;

/**
 * Takes WorkflowTasks, gathers their history, lets the replayer decide, sends what it asked for.
 */
@NullMarked
package io.infinitic.workers.workflows;

import org.jspecify.annotations.NullMarked;

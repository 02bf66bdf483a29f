/**
 * Keeps the history and the state of workflow runs and asks workers to decide, one WorkflowTask of
 * a run at a time. Pure functions over state rows; knows no broker, store, clock or user code.
 */
@NullMarked
package io.infinitic.workflows.engine;

import org.jspecify.annotations.NullMarked;

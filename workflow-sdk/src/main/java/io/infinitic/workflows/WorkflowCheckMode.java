package io.infinitic.workflows;

/** How closely a replay compares the commands of the code with those of the history. */
public enum WorkflowCheckMode {
  /** Kinds of commands only: a task may have become another one. */
  none,
  /** Kinds and names. */
  simple,
  /** Kinds, names and arguments. */
  strict
}

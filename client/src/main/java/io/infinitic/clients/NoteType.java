package io.infinitic.clients;

/** What was done to a run, or befell it, beside its history. */
public enum NoteType {
  /** Somebody has suspended it. */
  SUSPENDED,
  /** Somebody has resumed it. */
  RESUMED,
  /** Its code could not decide, again and again. */
  STUCK,
  /** Somebody has asked to decide once more. */
  WORKFLOW_TASK_RETRIED,
  /** Its code has decided after it was stuck. */
  DECIDED_AGAIN,
  /** Somebody has retried failed tasks. */
  TASKS_RETRIED
}

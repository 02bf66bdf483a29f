package io.infinitic.clients;

/** Kind of an entry of a history. */
public enum EventType {
  /** The run was started. */
  WORKFLOW_STARTED,
  /** A client or another workflow called a method of the run. */
  METHOD_CALLED,
  /** The code of the run decided; the commands that follow are what it asked for. */
  WORKFLOW_TASK_DONE,
  /** The code asked for something: a task, a timer, a child workflow and the like. */
  COMMAND,
  /** A task has its outcome. */
  TASK_ENDED,
  /** A timer was due, was completed early or canceled. */
  TIMER_ENDED,
  /** What was asked of another workflow has its outcome. */
  REMOTE_ENDED,
  /** A signal came. */
  SIGNAL_RECEIVED,
  /** Somebody asked the run to end. */
  CANCEL_REQUESTED,
  /** A task was retried, and its failure is taken back; if that had ended the run, it goes on. */
  RUN_REVIVED,
  /** The run ended. */
  RUN_ENDED,
  /** A note: {@link NoteType#SUSPENDED}. */
  SUSPENDED,
  /** A note: {@link NoteType#RESUMED}. */
  RESUMED,
  /** A note: {@link NoteType#STUCK}. */
  STUCK,
  /** A note: {@link NoteType#WORKFLOW_TASK_RETRIED}. */
  WORKFLOW_TASK_RETRIED,
  /** A note: {@link NoteType#DECIDED_AGAIN}. */
  DECIDED_AGAIN,
  /** A note: {@link NoteType#TASKS_RETRIED}. */
  TASKS_RETRIED
}

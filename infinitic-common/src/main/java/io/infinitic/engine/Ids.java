package io.infinitic.engine;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids of things that engines create, derived from what they are created from. */
public final class Ids {

  /** Row id of a run's WorkflowTask: there is at most one. */
  public static final String WORKFLOW_TASK = "w";

  /** Row id of the timer after which an ended run is forgotten. */
  public static final String RETENTION = "retention";

  private Ids() {}

  /** The run that a request starts. It has the time of the request, if that has one. */
  public static String run(String workflowId, String requestId) {
    UUID hash =
        UUID.nameUUIDFromBytes((workflowId + "\n" + requestId).getBytes(StandardCharsets.UTF_8));
    return TimeOrderedIds.withTimeOf(requestId, hash).toString();
  }

  /** Row id of something numbered: sorts by number. */
  public static String numbered(int number) {
    String digits = Integer.toString(number);
    return "0000000000".substring(digits.length()) + digits;
  }

  /** Request that a command makes of another workflow. */
  public static String request(String runId, int command) {
    return runId + "/" + command;
  }

  /** Whether an engine has made the id of a request from that of another, or of a run. */
  public static boolean isDerived(String requestId) {
    return requestId.indexOf('/') >= 0;
  }

  /** Owner of the rows of open runs that have a tag. No workflow id has a line break. */
  public static String tag(String workflowName, String tag) {
    return "tag\n" + workflowName + "\n" + tag;
  }

  /** Key, and owner of the row, of the permits to start tasks of a service. */
  public static String permits(String service) {
    return "rate\n" + service;
  }

  /** Row id of the timer that limits an attempt of a task, or delays the next. */
  public static String attemptTimer(String taskRowId) {
    return "a/" + taskRowId;
  }

  /** Row id of a timer that workflow code started. */
  public static String userTimer(int command) {
    return "u/" + numbered(command);
  }
}

package io.infinitic.exceptions;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The exceptions of this package, made again from what is told of them. */
final class KnownExceptions {

  private static final String PACKAGE = TaskException.class.getPackageName() + ".";

  private KnownExceptions() {}

  /** Null if it is none of these, or if what it tells of is not known. */
  static @Nullable Throwable of(Failure failure) {
    String name = failure.getName();
    if (!name.startsWith(PACKAGE)) {
      return null;
    }
    String simpleName = name.substring(PACKAGE.length());
    if (simpleName.equals("TimedOutException")) {
      Throwable known = new TimedOutException(String.valueOf(failure.getMessage()));
      return known.initCause(RemoteException.of(failure.getCause()));
    }
    if (simpleName.equals("DeferredCanceledException")) {
      Throwable known = new DeferredCanceledException(String.valueOf(failure.getMessage()));
      return known.initCause(RemoteException.of(failure.getCause()));
    }
    if (!(failure.getDetails() instanceof Map<?, ?> about)) {
      return null;
    }
    return simpleName.startsWith("Task")
        ? task(simpleName, about, failure.getCause())
        : workflow(simpleName, about, failure.getCause());
  }

  private static @Nullable Throwable task(
      String simpleName, Map<?, ?> about, @Nullable Failure cause) {
    String service = text(about, TaskException.SERVICE);
    String task = text(about, TaskException.TASK);
    String id = text(about, TaskException.TASK_ID);
    if (service == null || task == null || id == null) {
      return null;
    }
    return switch (simpleName) {
      case "TaskFailedException" -> new TaskFailedException(service, task, id, cause);
      case "TaskTimedOutException" -> new TaskTimedOutException(service, task, id, cause);
      case "TaskCanceledException" -> new TaskCanceledException(service, task, id, cause);
      case "TaskUnknownException" -> new TaskUnknownException(service, task, id, cause);
      default -> null;
    };
  }

  private static @Nullable Throwable workflow(
      String simpleName, Map<?, ?> about, @Nullable Failure cause) {
    String name = text(about, WorkflowException.WORKFLOW);
    String id = text(about, WorkflowException.WORKFLOW_ID);
    String run = text(about, WorkflowException.RUN_ID);
    String method = text(about, WorkflowException.METHOD);
    if (name == null || id == null) {
      return null;
    }
    return switch (simpleName) {
      case "WorkflowFailedException" -> new WorkflowFailedException(name, id, run, cause);
      case "WorkflowTimedOutException" -> new WorkflowTimedOutException(name, id, run, cause);
      case "WorkflowCanceledException" -> new WorkflowCanceledException(name, id, run, cause);
      case "WorkflowTerminatedException" -> new WorkflowTerminatedException(name, id, run, cause);
      case "WorkflowUnknownException" -> new WorkflowUnknownException(name, id, run, cause);
      case "WorkflowAlreadyStartedException" ->
          new WorkflowAlreadyStartedException(name, id, run, cause);
      case "WorkflowStuckException" -> new WorkflowStuckException(name, id, run, cause);
      case "MethodFailedException" ->
          new MethodFailedException(name, String.valueOf(method), id, run, cause);
      default -> null;
    };
  }

  private static @Nullable String text(Map<?, ?> about, String key) {
    return about.get(key) instanceof String text ? text : null;
  }
}

package io.infinitic.wire;

import io.infinitic.schemas.BufferedEvent;
import io.infinitic.schemas.CallWorkflow;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.CompleteMethod;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RecordInline;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.schemas.SignalWorkflow;
import io.infinitic.schemas.StartChild;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.WorkflowStarted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes a record takes on a topic, without encoding it: its user values, and a flat
 * rate for the rest.
 */
public final class Sizes {

  private static final int FLAT = 120;

  private Sizes() {}

  /** About its bytes. */
  public static int of(Object row) {
    if (row instanceof HistoryEvent event) {
      return of(event.body());
    } else if (row instanceof Command command) {
      return FLAT + of(command.body());
    } else if (row instanceof TaskEnded ended) {
      return FLAT + size(ended.result()) + size(ended.failure());
    } else if (row instanceof ScheduleTask schedule) {
      return FLAT + size(schedule.arguments());
    } else if (row instanceof CompleteMethod completed) {
      return FLAT + size(completed.result());
    } else if (row instanceof FailMethod failed) {
      return FLAT + size(failed.failure());
    } else if (row instanceof RecordInline inline) {
      return FLAT + size(inline.value());
    } else if (row instanceof WorkflowStarted started) {
      return FLAT + size(started.arguments());
    } else if (row instanceof MethodCalled called) {
      return FLAT + size(called.arguments());
    } else if (row instanceof StartChild child) {
      return FLAT + size(child.arguments());
    } else if (row instanceof CallWorkflow call) {
      return FLAT + size(call.arguments());
    } else if (row instanceof SignalWorkflow sent) {
      return FLAT + size(sent.signal());
    } else if (row instanceof ContinueAsNew next) {
      int signals = next.signals().stream().mapToInt(s -> FLAT + size(s.signal())).sum();
      return FLAT + size(next.arguments()) + signals;
    } else if (row instanceof SignalReceived received) {
      return FLAT + size(received.signal());
    } else if (row instanceof RemoteEnded ended) {
      return FLAT + size(ended.result()) + size(ended.failure());
    } else if (row instanceof BufferedEvent buffered) {
      return FLAT + of(buffered.body());
    } else if (row instanceof TaskState task) {
      return FLAT + size(task.arguments()) + size(task.lastFailure());
    } else if (row instanceof MethodState method) {
      return FLAT + (method.outcome() == null ? 0 : size(method.outcome().result()));
    }
    return FLAT;
  }

  private static int size(@Nullable Payload payload) {
    return payload == null ? 0 : payload.bytes().remaining() + 20;
  }

  private static int size(@Nullable Failure failure) {
    int size = 0;
    for (Failure f = failure; f != null; f = f.cause()) {
      String message = f.message();
      size +=
          FLAT
              + f.stackTrace().length()
              + (message == null ? 0 : message.length())
              + size(f.details());
    }
    return size;
  }

  private static int size(List<Payload> payloads) {
    int size = 0;
    for (Payload payload : payloads) {
      size += size(payload);
    }
    return size;
  }
}

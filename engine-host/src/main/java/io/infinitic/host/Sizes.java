package io.infinitic.host;

import io.infinitic.schemas.Command;
import io.infinitic.schemas.CompleteMethod;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RecordInline;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.WorkflowStarted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes a record takes on a topic, without encoding it: its user values, and a flat
 * rate for the rest.
 */
final class Sizes {

  private static final int FLAT = 120;

  private Sizes() {}

  static int of(Object row) {
    if (row instanceof HistoryEvent event) {
      return of(event.body());
    } else if (row instanceof Command command) {
      return FLAT + of(command.body());
    } else if (row instanceof TaskEnded ended) {
      return FLAT + size(ended.result()) + (ended.failure() == null ? 0 : 4_000);
    } else if (row instanceof ScheduleTask schedule) {
      return FLAT + size(schedule.arguments());
    } else if (row instanceof CompleteMethod completed) {
      return FLAT + size(completed.result());
    } else if (row instanceof RecordInline inline) {
      return FLAT + size(inline.value());
    } else if (row instanceof WorkflowStarted started) {
      return FLAT + size(started.arguments());
    } else if (row instanceof MethodCalled called) {
      return FLAT + size(called.arguments());
    } else if (row instanceof TaskState task) {
      return FLAT + size(task.arguments());
    } else if (row instanceof MethodState method) {
      return FLAT + (method.outcome() == null ? 0 : size(method.outcome().result()));
    }
    return FLAT;
  }

  private static int size(@Nullable Payload payload) {
    return payload == null ? 0 : payload.bytes().remaining() + 20;
  }

  private static int size(List<Payload> payloads) {
    int size = 0;
    for (Payload payload : payloads) {
      size += size(payload);
    }
    return size;
  }
}

package io.infinitic.engine;

import io.infinitic.schemas.AttemptState;
import io.infinitic.schemas.BufferedEvent;
import io.infinitic.schemas.HandledRequest;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.PartialResult;
import io.infinitic.schemas.RateState;
import io.infinitic.schemas.RecentIds;
import io.infinitic.schemas.RemoteState;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.SenderMark;
import io.infinitic.schemas.TagRequest;
import io.infinitic.schemas.TaggedRun;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.Waiter;
import io.infinitic.schemas.WorkflowPointer;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a state row holds. A row is found by its owner (a run id, or a workflow id for pointers),
 * its kind and its id.
 */
public record RowKind<T extends SpecificRecord>(int ordinal, String name, Class<T> type) {

  public static final RowKind<WorkflowPointer> POINTER =
      new RowKind<>(0, "pointer", WorkflowPointer.class);
  public static final RowKind<RunState> RUN = new RowKind<>(1, "run", RunState.class);
  public static final RowKind<MethodState> METHOD = new RowKind<>(2, "method", MethodState.class);
  public static final RowKind<Waiter> WAITER = new RowKind<>(3, "waiter", Waiter.class);
  public static final RowKind<BufferedEvent> BUFFERED =
      new RowKind<>(4, "buffered", BufferedEvent.class);
  public static final RowKind<PartialResult> PARTIAL =
      new RowKind<>(5, "partial", PartialResult.class);
  public static final RowKind<TaskState> TASK = new RowKind<>(6, "task", TaskState.class);
  public static final RowKind<TimerState> TIMER = new RowKind<>(7, "timer", TimerState.class);

  /** Its owner is a workflow id; a run id if the request concerned one of the run's tasks. */
  public static final RowKind<HandledRequest> REQUEST =
      new RowKind<>(8, "request", HandledRequest.class);

  public static final RowKind<RemoteState> REMOTE = new RowKind<>(9, "remote", RemoteState.class);

  /** Its owner is {@link Ids#tag}. */
  public static final RowKind<TaggedRun> TAGGED = new RowKind<>(10, "tagged", TaggedRun.class);

  /** Its owner is a workflow id. */
  public static final RowKind<SenderMark> SENDER = new RowKind<>(11, "sender", SenderMark.class);

  public static final RowKind<AttemptState> ATTEMPT =
      new RowKind<>(12, "attempt", AttemptState.class);

  public static final RowKind<Incident> INCIDENT = new RowKind<>(13, "incident", Incident.class);

  /** Its owner is {@link Ids#permits}. */
  public static final RowKind<RateState> RATE = new RowKind<>(14, "rate", RateState.class);

  /** Its owner is a run id. See {@link Recent}. */
  public static final RowKind<RecentIds> RECENT_OF_RUN =
      new RowKind<>(15, "recent-of-run", RecentIds.class);

  /** Its owner is a workflow id, or {@link Ids#tag}. See {@link Recent}. */
  public static final RowKind<RecentIds> RECENT_OF_WORKFLOW =
      new RowKind<>(16, "recent-of-workflow", RecentIds.class);

  /** Its owner is {@link Ids#tag}; its id a request's, or empty for the tag itself. */
  public static final RowKind<TagRequest> TAG_REQUEST =
      new RowKind<>(17, "tag-request", TagRequest.class);

  /** Every kind; the index of each is its ordinal, which stores keep. */
  public static final List<RowKind<?>> ALL =
      List.of(
          POINTER,
          RUN,
          METHOD,
          WAITER,
          BUFFERED,
          PARTIAL,
          TASK,
          TIMER,
          REQUEST,
          REMOTE,
          TAGGED,
          SENDER,
          ATTEMPT,
          INCIDENT,
          RATE,
          RECENT_OF_RUN,
          RECENT_OF_WORKFLOW,
          TAG_REQUEST);

  /** Those whose owners are workflow ids: a run may have the same id. */
  public static final Set<RowKind<?>> OF_WORKFLOWS =
      Set.of(POINTER, REQUEST, SENDER, RECENT_OF_WORKFLOW);

  @Override
  public String toString() {
    return name;
  }
}

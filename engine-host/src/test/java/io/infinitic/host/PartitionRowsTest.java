package io.infinitic.host;

import static io.infinitic.engine.RowKind.METHOD;
import static io.infinitic.engine.RowKind.POINTER;
import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.SENDER;
import static io.infinitic.engine.RowKind.TIMER;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.host.OwnerState.Row;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.TimerState;
import io.infinitic.store.StateStore.Lease;
import io.infinitic.transport.Position;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** A partition's rows, in memory and stored. */
class PartitionRowsTest {

  private static final String RETENTION = "retention";

  private final InMemoryStore store = new InMemoryStore();
  private final Lease lease = store.open(0);
  private final Engines engines = new Engines(Duration.ofDays(7));
  private PartitionRows rows = load();
  private long now = 1_000;

  private PartitionRows load() {
    return new PartitionRows(
        store, 0, new TimerIndex(store, 0), 1_000_000, new ChangeSet(Position.START, 0));
  }

  private void fold(SpecificRecord body) {
    rows.begin();
    engines.fold(
        new Fold(
            rows,
            now++,
            out -> {
              if (out instanceof Outbound.Append append) {
                rows.append(append.runId(), append.event());
              }
            }),
        new EngineMessage(body));
    rows.commit();
  }

  /** What is in memory is forgotten. */
  private void storeAndReload() {
    store.checkpoint(0, lease.epoch(), rows.changes().toCheckpoint());
    rows = load();
    rows.begin();
  }

  private void forget(String workflowId, String runId) {
    fold(new TerminateWorkflow("end-" + workflowId, workflowId, "", "", null));
    TimerState retention = rows.get(runId, TIMER, RETENTION);
    now = retention.dueMillis();
    fold(new TimerDue(workflowId, runId, RETENTION, retention.dueMillis()));
  }

  private String start(String workflowId) {
    fold(
        EnginesHarness.start("start", ConflictPolicy.REJECT, ReusePolicy.ALLOW)
            .withWorkflowId(workflowId));
    fold(
        new SendSignal(
            "s-" + workflowId, workflowId, "c", EnginesHarness.VALUE, "client", 1, "", null));
    return Ids.run(workflowId, "start");
  }

  @Test
  void runAndWorkflowOfTheSameIdHaveRowsOfTheirOwn() {
    for (boolean storedBetween : List.of(false, true)) {
      String suffix = String.valueOf(storedBetween);
      String parent = start("parent-" + suffix);
      String child = start(parent); // its workflow id is its parent's run id
      if (storedBetween) {
        storeAndReload();
      }
      forget(parent, child);
      storeAndReload();
      assertThat(rows.get(child, RUN, "")).isNull();
      assertThat(rows.get(parent, POINTER, "")).isNull();
      assertThat(rows.count(parent, SENDER)).isZero();
      assertThat(rows.get(parent, RUN, "")).as("the parent").isNotNull();
      assertThat(rows.history(parent, 1, 9, 9)).as("its history").hasSize(1);

      String second = start(parent);
      if (storedBetween) {
        storeAndReload();
      }
      forget("parent-" + suffix, parent);
      storeAndReload();
      assertThat(rows.get(parent, RUN, "")).isNull();
      assertThat(rows.history(parent, 1, 9, 9)).isEmpty();
      assertThat(rows.get(parent, POINTER, "")).as("of the child's id").isNotNull();
      assertThat(rows.get(second, RUN, "")).as("the child").isNotNull();
    }
  }

  @Test
  void weightFollowsTheRows() {
    OwnerState state = new OwnerState("run");
    int empty = state.weight();
    Row small = Row.of(method(10));
    Row large = Row.of(method(10_000));
    state.set(METHOD, "a", small);
    int one = state.weight();
    assertThat(one).isGreaterThan(empty);
    state.set(METHOD, "a", large);
    assertThat(state.weight() - one).isEqualTo(9_990);
    state.set(METHOD, "b", small);
    state.set(METHOD, "a", null);
    assertThat(state.weight()).isEqualTo(one);
    state.set(METHOD, "b", null);
    state.set(METHOD, "b", null);
    assertThat(state.weight()).isEqualTo(empty);
    state.set(METHOD, "c", large);
    state.clear();
    assertThat(state.weight()).isEqualTo(empty);
  }

  private static MethodState method(int bytes) {
    Payload result = new Payload(ByteBuffer.allocate(bytes), "json", null);
    return new MethodState("m", "call", new MethodOutcome(OutcomeStatus.COMPLETED, result, null));
  }
}

package io.infinitic.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.RowKind;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.transport.Position;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a run's history is in memory, when the run changes all the time. */
class HistoryTailTest {

  private final InMemoryStore store = new InMemoryStore();
  private final long epoch = store.open(0).epoch();
  private final TimerIndex timers = new TimerIndex(store, 0);
  private final PartitionRows rows =
      new PartitionRows(store, 0, timers, 1 << 20, new ChangeSet(Position.START, 0));
  private final String runId = Ids.run("order-1", "start");
  private long last;

  @BeforeEach
  void startARun() {
    rows.begin();
    new Engines(Duration.ofDays(7))
        .fold(
            new Fold(
                rows,
                1_000,
                out -> {
                  if (out instanceof Outbound.Append append) {
                    rows.append(append.runId(), append.event());
                    last = append.event().id();
                  }
                }),
            new EngineMessage(
                EnginesHarness.start("start", ConflictPolicy.REJECT, ReusePolicy.ALLOW)));
    rows.commit();
  }

  @Test
  void whatIsDecidedAndStoredLeavesTheMemoryThoughTheRunChanges() {
    for (int i = 0; i < 20; i++) {
      append(50, 10);
      decideAll();
      ChangeSet written = rows.take(new ChangeSet(Position.START, 0));
      append(50, 10); // while it is written
      store.checkpoint(0, epoch, written.toCheckpoint());
      rows.stored(written);
      assertThat(inMemory()).isLessThanOrEqualTo(50);
    }
    assertAllAreThere();
  }

  @Test
  void whatIsStoredAndTooLargeLeavesTheMemoryBeforeItIsDecided() {
    append(50, 100_000);
    ChangeSet written = rows.take(new ChangeSet(Position.START, 0));
    append(1, 10);
    store.checkpoint(0, epoch, written.toCheckpoint());
    rows.stored(written);
    assertThat(inMemory()).isBetween(5, 12);
    assertAllAreThere();
  }

  @Test
  void whatWasStoredOfAForgottenRunSaysNothingOfOneThatBeginsAnew() {
    append(50, 10);
    decideAll();
    ChangeSet written = rows.take(new ChangeSet(Position.START, 0));
    rows.begin();
    RunState run = rows.get(runId, RowKind.RUN, "");
    rows.forgetRun(runId);
    rows.put(runId, RowKind.RUN, "", run);
    rows.commit();
    last = 0;
    append(3, 10); // none of them is stored
    store.checkpoint(0, epoch, written.toCheckpoint());
    rows.stored(written);
    assertThat(inMemory()).isEqualTo(3);
  }

  private void append(int events, int bytes) {
    rows.begin();
    for (int i = 0; i < events; i++) {
      Payload signal = new Payload(ByteBuffer.wrap(new byte[bytes]), "json", null);
      rows.append(runId, new HistoryEvent(++last, 0, new SignalReceived("s" + last, "c", signal)));
    }
    rows.commit();
  }

  private void decideAll() {
    rows.begin();
    RunState run = rows.get(runId, RowKind.RUN, "");
    rows.put(runId, RowKind.RUN, "", run.withDecidedThrough(last));
    rows.commit();
  }

  private int inMemory() {
    return rows.historyNow(runId, 1).tail().size();
  }

  /** Whether they are read in one piece or in several, here or by another thread. */
  private void assertAllAreThere() {
    List<Long> all = LongStream.rangeClosed(1, last).boxed().toList();
    assertThat(ids(rows.history(runId, 1, last, Integer.MAX_VALUE))).isEqualTo(all);
    assertThat(ids(rows.historyNow(runId, 1).history(runId, 1, last, Integer.MAX_VALUE)))
        .isEqualTo(all);
    for (long from = 1; from <= last; from += 7) {
      long through = Math.min(last, from + 6);
      assertThat(ids(rows.history(runId, from, through, 100)))
          .isEqualTo(LongStream.rangeClosed(from, through).boxed().toList());
      assertThat(ids(rows.historyNow(runId, from).history(runId, from, through, 3)))
          .isEqualTo(LongStream.rangeClosed(from, Math.min(through, from + 2)).boxed().toList());
    }
  }

  private static List<Long> ids(List<HistoryEvent> events) {
    return events.stream().map(HistoryEvent::id).toList();
  }
}

package io.infinitic.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.engine.RowKey;
import io.infinitic.engine.RowKind;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.store.Checkpoint;
import io.infinitic.store.Checkpoint.RowChange;
import io.infinitic.store.StateStore.DueTimer;
import io.infinitic.transport.Position;
import io.infinitic.wire.StoredCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerIndexTest {

  private static final long NOW = 1_700_000_000_000L;

  private final InMemoryStore store = new InMemoryStore();

  private static RowChange row(String run, String id, TimerPurpose purpose, long due) {
    return new RowChange(
        new RowKey(run, RowKind.TIMER, id),
        StoredCodec.encode(new TimerState(purpose, 1, 0, due, null)),
        due);
  }

  private void store(List<RowChange> rows) {
    store.checkpoint(
        0,
        store.open(0).epoch(),
        new Checkpoint(Position.START, NOW, List.of(), rows, List.of(), List.of()));
  }

  /** After a downtime, a limit that has passed a second ago comes before a day of ended runs. */
  @Test
  void whatIsToBeForgottenComesAfterWhatIsAwaited() {
    List<RowChange> rows = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      rows.add(row("ended-" + i, Ids.RETENTION, TimerPurpose.RETENTION, NOW - 86_400_000 + i));
    }
    rows.add(row("open", "w", TimerPurpose.TASK_ATTEMPT, NOW - 1_000));
    store(rows);
    TimerIndex timers = new TimerIndex(store, 0);
    List<DueTimer> first = timers.due(NOW, 1_000, List.of());
    assertThat(first.get(0)).isEqualTo(new DueTimer(NOW - 1_000, "open", "w"));
    assertThat(first).as("each loads its run").hasSize(101);
    assertThat(timers.next()).as("there are more").isLessThan(NOW);
    int fired = first.size();
    for (List<DueTimer> next = timers.due(NOW, 1_000, List.of());
        !next.isEmpty();
        next = timers.due(NOW, 1_000, List.of())) {
      fired += next.size();
    }
    assertThat(fired).as("each once").isEqualTo(30_001);
  }

  @Test
  void theyAreLeftOutWhileThereIsMuchElse() {
    List<RowChange> rows = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      rows.add(row("open-" + i, "w", TimerPurpose.TASK_ATTEMPT, NOW - 1_000));
    }
    rows.add(row("ended", Ids.RETENTION, TimerPurpose.RETENTION, NOW - 86_400_000));
    store(rows);
    TimerIndex timers = new TimerIndex(store, 0);
    assertThat(timers.due(NOW, 1_000, List.of()))
        .hasSize(1_000)
        .noneMatch(timer -> timer.id().equals(Ids.RETENTION));
    assertThat(timers.due(NOW, 1_000, List.of())).hasSize(501);
  }

  @Test
  void addedAndRemovedOnesAreKnownBeforeTheyAreStored() {
    TimerIndex timers = new TimerIndex(store, 0);
    timers.due(NOW, 10, List.of());
    timers.added(new DueTimer(NOW + 5, "ended", Ids.RETENTION));
    timers.added(new DueTimer(NOW + 6, "open", "w"));
    timers.added(new DueTimer(NOW + 7, "open", "x"));
    timers.removed(new DueTimer(NOW + 7, "open", "x"));
    assertThat(timers.next()).isEqualTo(NOW + 5);
    assertThat(timers.due(NOW + 10, 10, List.of()))
        .containsExactly(
            new DueTimer(NOW + 6, "open", "w"), new DueTimer(NOW + 5, "ended", Ids.RETENTION));
  }
}

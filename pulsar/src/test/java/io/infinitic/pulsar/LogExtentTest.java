package io.infinitic.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.pulsar.LogExtent.Ledger;
import io.infinitic.pulsar.LogExtent.Place;
import io.infinitic.transport.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pulsar.common.policies.data.ManagedLedgerInternalStats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogExtentTest {

  /**
   * @param ledgers such as {@code 3x10 5x2}: ledger 3 has ten entries, ledger 5 two
   */
  private static LogExtent log(String ledgers, String last, String mark) {
    List<Ledger> kept = new ArrayList<>();
    Arrays.stream(ledgers.split(" "))
        .map(ledger -> ledger.split("x"))
        .forEach(l -> kept.add(new Ledger(Long.parseLong(l[0]), Long.parseLong(l[1]))));
    return new LogExtent(kept, Place.parse(last), Place.parse(mark));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        // ledgers    , last , mark , stored     , to read again
        "   3x10      , 3:9  , 3:-1 , -1:-1:0:1  , none, nothing was read yet",
        "   3x10      , 3:9  , 3:4  , 3:4:0:1    , none, up to date",
        "   3x10      , 3:9  , 3:4  , 3:6:0:1    , none, acknowledged later than stored",
        "   3x10      , 3:9  , 3:4  , 3:2:0:1    , 3:3 , behind",
        "   3x10      , 3:9  , 3:4  , 3:4:0:3    , 3:4 , contained in part",
        "   3x10      , 3:9  , 3:4  , -1:-1:0:1  , 3:0 , an empty store",
        "   3x10 5x2  , 5:1  , 5:0  , 3:9:0:1    , 5:0 , behind by one in the next ledger",
        "   3x10 5x2  , 5:1  , 5:-1 , 3:9:0:1    , none, the mark was moved to the next ledger",
        "   5x0       , 5:-1 , 5:-1 , 3:9:0:1    , none, and the one before is not kept any more",
        "   5x4       , 5:3  , 5:-1 , 3:9:0:1    , none, and messages have come since",
        "   5x4       , 5:3  , 5:2  , 3:9:0:1    , 5:0 , what was stored last is not kept any more",
        "   3x10 5x0 7x3, 7:2, 7:1  , 3:9:1:2    , 7:0 , an empty ledger between",
      })
  void whatIsToBeReadAgain(
      String ledgers, String last, String mark, String stored, String again, String why) {
    Place first = log(ledgers, last, mark).firstToReadAgain(Position.parse(stored));
    assertThat(first == null ? null : first.toString()).as(why).isEqualTo(again);
  }

  /** From where it was read again, the mark stands before it: it is not behind any more. */
  @ParameterizedTest
  @CsvSource({"5x4, 5:3, 5:2, 3:9:0:1", "3x10 5x4, 5:3, 5:2, 3:9:0:1", "3x10, 3:9, 3:4, 3:4:0:3"})
  void readingAgainIsNeededOnce(String ledgers, String last, String mark, String stored) {
    LogExtent log = log(ledgers, last, mark);
    Place first = log.firstToReadAgain(Position.parse(stored));
    Place before = log.before(first);
    Place reset = before != null ? before : new Place(first.ledger(), -1);
    LogExtent after = new LogExtent(log.ledgers(), log.last(), reset);
    assertThat(after.firstToReadAgain(Position.parse(stored))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "3x10    , 3:9 , 3:9:0:1  , false, the same",
    "3x10    , 3:9 , 3:10:0:1 , true , it has lost its end",
    "1x10    , 1:9 , 3:9:0:1  , true , another cluster's begins with a lower ledger",
    "5x0     , 5:-1, 3:9:0:1  , false, an older ledger is not kept any more",
    "1x0     , 1:-1, -1:-1:0:1, false, both are new",
  })
  void logMayEndBeforeThePosition(
      String ledgers, String last, String stored, boolean before, String why) {
    LogExtent log = log(ledgers, last, last);
    assertThat(log.endsBefore(Position.parse(stored))).as(why).isEqualTo(before);
  }

  @Test
  void ledgerThatIsWrittenToHasTheEntriesWrittenSoFar() {
    ManagedLedgerInternalStats stats = new ManagedLedgerInternalStats();
    stats.lastConfirmedEntry = "5:6";
    var ledger = new ManagedLedgerInternalStats.LedgerInfo();
    ledger.ledgerId = 5;
    stats.ledgers = List.of(ledger);
    var cursor = new ManagedLedgerInternalStats.CursorStats();
    cursor.markDeletePosition = "5:2";
    stats.cursors = java.util.Map.of("engine", cursor);
    LogExtent log = LogExtent.of(stats, "engine");
    assertThat(log.ledgers()).containsExactly(new Ledger(5, 7));
    assertThat(log.wasRead()).isTrue();
    assertThat(LogExtent.of(stats, "other")).isNull();
  }
}

package io.infinitic.pulsar;

import io.infinitic.transport.Position;
import java.util.List;
import java.util.TreeMap;
import org.apache.pulsar.common.policies.data.ManagedLedgerInternalStats;
import org.jspecify.annotations.Nullable;

/**
 * What the broker keeps of a partition's log, and up to where it was acknowledged.
 *
 * @param ledgers those that are kept, in order
 * @param last the last entry that was ever written
 * @param mark everything up to it was acknowledged
 */
record LogExtent(List<Ledger> ledgers, Place last, Place mark) {

  /** A segment, and how many entries it has. */
  record Ledger(long id, long entries) {}

  /** An entry's place; the entry -1 is before all of a ledger. */
  record Place(long ledger, long entry) {

    static Place parse(String text) {
      String[] parts = text.split(":");
      return new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    @Override
    public String toString() {
      return ledger + ":" + entry;
    }
  }

  /** As the broker describes it; null if there is no such subscription. */
  static @Nullable LogExtent of(ManagedLedgerInternalStats stats, String subscription) {
    var cursor = stats.cursors.get(subscription);
    if (cursor == null) {
      return null;
    }
    Place last = Place.parse(stats.lastConfirmedEntry);
    TreeMap<Long, Long> entries = new TreeMap<>();
    stats.ledgers.forEach(ledger -> entries.put(ledger.ledgerId, ledger.entries));
    // The count of the ledger that is written to comes when it is closed.
    entries.computeIfPresent(last.ledger(), (id, known) -> Math.max(known, last.entry() + 1));
    return new LogExtent(
        entries.entrySet().stream().map(e -> new Ledger(e.getKey(), e.getValue())).toList(),
        last,
        Place.parse(cursor.markDeletePosition));
  }

  /** Whether the log ends before a position: it has lost it, or is another log. */
  boolean endsBefore(Position position) {
    return last.ledger() < position.ledger()
        || last.ledger() == position.ledger() && last.entry() < position.entry();
  }

  /**
   * The first entry after a position that was acknowledged and is kept: it is to be read again.
   * Null if there is none. A mark may stand in a ledger of which nothing was read, and what was in
   * a ledger that is not kept cannot be read again.
   */
  @Nullable Place firstToReadAgain(Position stored) {
    for (Ledger ledger : ledgers) {
      long from = ledger.id() > stored.ledger() ? 0 : ledger.entries();
      if (ledger.id() == stored.ledger()) {
        from = Math.max(0, stored.endsEntry() ? stored.entry() + 1 : stored.entry());
      }
      long acknowledged = ledger.id() < mark.ledger() ? ledger.entries() : 0;
      if (ledger.id() == mark.ledger()) {
        acknowledged = Math.min(ledger.entries(), mark.entry() + 1);
      }
      if (from < acknowledged) {
        return new Place(ledger.id(), from);
      }
    }
    return null;
  }

  /** The entry before another; null if that is the first. */
  @Nullable Place before(Place place) {
    if (place.entry() > 0) {
      return new Place(place.ledger(), place.entry() - 1);
    }
    Place before = null;
    for (Ledger ledger : ledgers) {
      if (ledger.id() < place.ledger() && ledger.entries() > 0) {
        before = new Place(ledger.id(), ledger.entries() - 1);
      }
    }
    return before;
  }

  /** Whether something after a position may not be kept any more. */
  boolean mayHaveLost(Position stored) {
    return stored.ledger() >= 0 && !ledgers.isEmpty() && stored.ledger() < ledgers.get(0).id();
  }

  /** Whether anything was acknowledged, as far as can be seen. */
  boolean wasRead() {
    return firstToReadAgain(Position.START) != null;
  }
}

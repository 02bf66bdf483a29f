package io.infinitic.engine;

import java.util.SortedMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The state of a partition while one message is folded into it. Rows are immutable values. */
public interface Rows {

  <T extends SpecificRecord> @Nullable T get(String owner, RowKind<T> kind, String id);

  <T extends SpecificRecord> void put(String owner, RowKind<T> kind, String id, T row);

  void remove(String owner, RowKind<?> kind, String id);

  /** Rows of one kind, by id. A copy: rows may be put and removed while it is read. */
  <T extends SpecificRecord> SortedMap<String, T> all(String owner, RowKind<T> kind);

  /** Removes all rows of the owner and its history. */
  void forget(String owner);
}

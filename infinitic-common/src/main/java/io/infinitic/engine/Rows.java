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

  /** As {@link #all}, from an id on, at most as many. */
  <T extends SpecificRecord> SortedMap<String, T> from(
      String owner, RowKind<T> kind, String from, int limit);

  /** The largest id of a row of that kind that comes before another id; null if there is none. */
  @Nullable String lastBefore(String owner, RowKind<?> kind, String end);

  /** How many rows of that kind the owner has. */
  int count(String owner, RowKind<?> kind);

  /** Removes the rows of a run and its history. A workflow whose id is the same keeps its own. */
  void forgetRun(String runId);

  /** Removes the rows of a workflow id. A run whose id is the same keeps its own. */
  void forgetWorkflow(String workflowId);
}

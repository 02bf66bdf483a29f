package io.infinitic.memory;

import io.infinitic.engine.RowKey;
import io.infinitic.engine.RowKind;
import io.infinitic.engine.Rows;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** State rows in maps: for tables that give an engine a state and expect another. */
public final class MapRows implements Rows {

  private record Place(String owner, RowKind<?> kind) {}

  private final Map<Place, TreeMap<String, SpecificRecord>> rows = new HashMap<>();

  private TreeMap<String, SpecificRecord> of(String owner, RowKind<?> kind) {
    return rows.getOrDefault(new Place(owner, kind), new TreeMap<>());
  }

  @Override
  public <T extends SpecificRecord> @Nullable T get(String owner, RowKind<T> kind, String id) {
    return kind.type().cast(of(owner, kind).get(id));
  }

  @Override
  public <T extends SpecificRecord> void put(String owner, RowKind<T> kind, String id, T row) {
    rows.computeIfAbsent(new Place(owner, kind), place -> new TreeMap<>()).put(id, row);
  }

  @Override
  public void remove(String owner, RowKind<?> kind, String id) {
    of(owner, kind).remove(id);
  }

  @Override
  public <T extends SpecificRecord> SortedMap<String, T> all(String owner, RowKind<T> kind) {
    return from(owner, kind, "", Integer.MAX_VALUE);
  }

  @Override
  public <T extends SpecificRecord> SortedMap<String, T> from(
      String owner, RowKind<T> kind, String from, int limit) {
    SortedMap<String, T> found = new TreeMap<>();
    of(owner, kind).tailMap(from).entrySet().stream()
        .limit(limit)
        .forEach(row -> found.put(row.getKey(), kind.type().cast(row.getValue())));
    return found;
  }

  @Override
  public @Nullable String lastBefore(String owner, RowKind<?> kind, String end) {
    return of(owner, kind).lowerKey(end);
  }

  @Override
  public int count(String owner, RowKind<?> kind) {
    return of(owner, kind).size();
  }

  @Override
  public void forgetRun(String runId) {
    boolean isWorkflowId = count(runId, RowKind.POINTER) > 0;
    rows.keySet()
        .removeIf(
            place ->
                place.owner().equals(runId)
                    && !(isWorkflowId && RowKind.OF_WORKFLOWS.contains(place.kind())));
  }

  @Override
  public void forgetWorkflow(String workflowId) {
    rows.keySet()
        .removeIf(
            place ->
                place.owner().equals(workflowId) && RowKind.OF_WORKFLOWS.contains(place.kind()));
  }

  /** All of them; a copy. */
  public Map<RowKey, SpecificRecord> toMap() {
    Map<RowKey, SpecificRecord> all = new HashMap<>();
    rows.forEach(
        (place, byId) ->
            byId.forEach((id, row) -> all.put(new RowKey(place.owner(), place.kind(), id), row)));
    return all;
  }
}

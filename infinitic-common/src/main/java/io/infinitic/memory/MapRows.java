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

/** State rows in a map: for tables that give an engine a state and expect another. */
public final class MapRows implements Rows {

  private final Map<RowKey, SpecificRecord> rows = new HashMap<>();

  @Override
  public <T extends SpecificRecord> @Nullable T get(String owner, RowKind<T> kind, String id) {
    return kind.type().cast(rows.get(new RowKey(owner, kind, id)));
  }

  @Override
  public <T extends SpecificRecord> void put(String owner, RowKind<T> kind, String id, T row) {
    rows.put(new RowKey(owner, kind, id), row);
  }

  @Override
  public void remove(String owner, RowKind<?> kind, String id) {
    rows.remove(new RowKey(owner, kind, id));
  }

  @Override
  public <T extends SpecificRecord> SortedMap<String, T> all(String owner, RowKind<T> kind) {
    SortedMap<String, T> found = new TreeMap<>();
    rows.forEach(
        (key, row) -> {
          if (key.owner().equals(owner) && key.kind().equals(kind)) {
            found.put(key.id(), kind.type().cast(row));
          }
        });
    return found;
  }

  @Override
  public void forget(String owner) {
    rows.keySet().removeIf(key -> key.owner().equals(owner));
  }

  /** All of them; a copy. */
  public Map<RowKey, SpecificRecord> toMap() {
    return Map.copyOf(rows);
  }
}

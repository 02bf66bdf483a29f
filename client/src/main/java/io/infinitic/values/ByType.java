package io.infinitic.values;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What was made for types. Some of them are told by data, which may tell new ones for ever: when
 * there are many, all are forgotten.
 */
final class ByType<K, V> {

  /** More than code declares. */
  static final int MOST = 2_000;

  private record Generation<K, V>(Map<K, V> made, Function<K, V> maker) {
    Generation(Function<K, V> maker) {
      this(new ConcurrentHashMap<>(), maker);
    }
  }

  private final Supplier<Function<K, V>> makers;
  private volatile Generation<K, V> generation;

  /**
   * @param makers gives a new maker, which may keep things of its own, whenever all are forgotten
   */
  ByType(Supplier<Function<K, V>> makers) {
    this.makers = makers;
    generation = new Generation<>(makers.get());
  }

  V get(K type) {
    Generation<K, V> present = generation;
    V known = present.made.get(type);
    if (known == null) {
      if (present.made.size() >= MOST) {
        present = new Generation<>(makers.get());
        generation = present;
      }
      known = present.maker.apply(type);
      present.made.put(type, known);
    }
    return known;
  }
}

package io.infinitic.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a value had when it was written, and does not have after it was read. */
final class Losses {

  private Losses() {}

  /**
   * Where it is, as a JSONPath; null if nothing is lost. Names may be keys, which are data: but for
   * that of what is lost, a {@code *} stands for them.
   */
  static @Nullable String find(JsonNode written, JsonNode again) {
    return find(written, again, "$", false);
  }

  /**
   * The same, or what it had not and has then: a new object's own value, where null is left out.
   */
  static @Nullable String findOrGained(JsonNode written, JsonNode again) {
    return find(written, again, "$", true);
  }

  /** Whether it says more than that there is nothing. */
  static boolean isValue(JsonNode node) {
    return !isNothing(node) && !isInitial(node);
  }

  private static @Nullable String find(
      JsonNode written, @Nullable JsonNode again, String path, boolean orGained) {
    if (isNothing(written)) {
      boolean gains = orGained && written.isObject() && again != null;
      return gains ? gained(written, again, path) : null;
    } else if (again == null || again.isNull() || again.isMissingNode()) {
      return path;
    } else if (isSomething(written) && isInitial(again)) {
      return path;
    } else if (written.isObject()) {
      for (Iterator<Map.Entry<String, JsonNode>> all = written.fields(); all.hasNext(); ) {
        var field = all.next();
        JsonNode there = again.get(field.getKey());
        boolean gone =
            there == null || there.isNull() || isSomething(field.getValue()) && isInitial(there);
        String at = path + (gone ? "." + field.getKey() : "[*]");
        String lost = find(field.getValue(), there, at, orGained);
        if (lost != null) {
          return lost;
        }
      }
      return orGained ? gained(written, again, path) : null;
    } else if (written.isArray()) {
      if (again.size() < written.size()) {
        return path;
      }
      Set<String> elements = null;
      for (int i = 0; i < written.size(); i++) {
        String lost = find(written.get(i), again.get(i), path + "[" + i + "]", orGained);
        if (lost != null) {
          elements = elements == null ? inAnyOrder(again) : elements;
          if (!elements.contains(AnyOrder.text(written.get(i)))) {
            return lost;
          }
        }
      }
    }
    return null;
  }

  private static @Nullable String gained(JsonNode written, JsonNode again, String path) {
    for (Iterator<Map.Entry<String, JsonNode>> all = again.fields(); all.hasNext(); ) {
      var field = all.next();
      if (!written.has(field.getKey()) && isValue(field.getValue())) {
        return path + "." + field.getKey();
      }
    }
    return null;
  }

  /** A set has its elements in another order after it was read, and so have sets in them. */
  private static Set<String> inAnyOrder(JsonNode again) {
    Set<String> elements = new HashSet<>();
    again.forEach(element -> elements.add(AnyOrder.text(element)));
    return elements;
  }

  /** What a field without a value has. */
  private static boolean isInitial(JsonNode node) {
    return node.isNumber() && node.asDouble() == 0 || node.isBoolean() && !node.booleanValue();
  }

  private static boolean isSomething(JsonNode node) {
    return node.isNumber() && node.asDouble() != 0 || node.isBoolean() && node.booleanValue();
  }

  private static boolean isNothing(JsonNode node) {
    return node.isNull() || node.isContainerNode() && node.isEmpty();
  }
}

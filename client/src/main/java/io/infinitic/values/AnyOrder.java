package io.infinitic.values;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** JSON as a text in which the order of elements does not count: a set may have any. */
final class AnyOrder {

  private AnyOrder() {}

  static String text(JsonNode node) {
    if (!node.isContainerNode()) {
      return node.toString();
    }
    List<String> parts = new ArrayList<>(node.size());
    if (node.isObject()) {
      for (Iterator<Map.Entry<String, JsonNode>> all = node.fields(); all.hasNext(); ) {
        var field = all.next();
        parts.add(TextNode.valueOf(field.getKey()) + ":" + text(field.getValue()));
      }
    } else {
      node.forEach(element -> parts.add(text(element)));
    }
    Collections.sort(parts);
    return (node.isObject() ? "{" : "[") + String.join(",", parts) + (node.isObject() ? "}" : "]");
  }
}

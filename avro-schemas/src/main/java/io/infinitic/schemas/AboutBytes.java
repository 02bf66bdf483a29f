package io.infinitic.schemas;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

/** About how many bytes values take, beyond {@link #FIELD} bytes for each. */
final class AboutBytes {

  /** The index of a union and the longest number or length. */
  static final int FIELD = 11;

  private AboutBytes() {}

  static long of(String text) {
    return text == null ? 0 : text.length();
  }

  static long of(ByteBuffer bytes) {
    return bytes == null ? 0 : bytes.remaining();
  }

  static long of(ContractRecord record) {
    return record == null ? 0 : record.aboutBytes();
  }

  static long of(Collection<?> items) {
    if (items == null || items.isEmpty()) {
      return 0;
    }
    long bytes = (long) FIELD * items.size();
    for (Object item : items) {
      bytes += of(item);
    }
    return bytes;
  }

  static long of(Map<?, ?> map) {
    if (map == null || map.isEmpty()) {
      return 0;
    }
    long bytes = 2L * FIELD * map.size();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      bytes += of(entry.getKey()) + of(entry.getValue());
    }
    return bytes;
  }

  /** A value of a union, or an element, which are no collections themselves. */
  static long of(Object value) {
    if (value instanceof ContractRecord record) {
      return of(record);
    } else if (value instanceof String text) {
      return of(text);
    } else if (value instanceof ByteBuffer bytes) {
      return of(bytes);
    }
    return 0;
  }
}

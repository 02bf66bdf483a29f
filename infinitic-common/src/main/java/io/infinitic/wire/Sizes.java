package io.infinitic.wire;

import io.infinitic.schemas.ContractRecord;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes records take on a topic, without encoding them. Everything in them counts,
 * whatever it is, and the exact answer is never too small: each field counts as if it were one of a
 * union, which makes it a few bytes too large.
 */
public final class Sizes {

  private static final int UNION_INDEX = 1;
  private static final int END_OF_BLOCKS = 1;
  private static final int ONE = 1;

  private static final int MOST_BYTES_OF_A_CHARACTER = 3;

  private Sizes() {}

  /** At most so many bytes, and hardly less. */
  public static int of(SpecificRecord message) {
    return toInt(size(message));
  }

  /** About so many bytes: to bound what is in memory. Much faster than the exact size. */
  public static int about(SpecificRecord message) {
    return toInt(((ContractRecord) message).aboutBytes());
  }

  /** The first records of a list that take at most so many bytes together; at least one. */
  public static <T extends SpecificRecord> List<T> first(List<T> records, int most) {
    long bytes = 0; // at most: few lists come near the limit, and only those are measured
    for (T record : records) {
      bytes += (long) MOST_BYTES_OF_A_CHARACTER * about(record);
    }
    if (bytes <= most) {
      return records;
    }
    bytes = 0;
    for (int i = 0; i < records.size(); i++) {
      bytes += of(records.get(i));
      if (bytes > most && i > 0) {
        return records.subList(0, i);
      }
    }
    return records;
  }

  /** Of all tags and meta data. */
  public static long of(List<String> tags, Map<String, ByteBuffer> meta) {
    return size(tags) + size(meta);
  }

  /** Of a text. */
  public static long of(String text) {
    int length = text.length();
    long bytes = length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2; // four for the two of a pair
      }
    }
    return bytes + varint(bytes);
  }

  private static int toInt(long bytes) {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  private static long size(@Nullable Object value) {
    if (value instanceof SpecificRecord part) {
      long bytes = 0;
      int fields = part.getSchema().getFields().size();
      for (int i = 0; i < fields; i++) {
        bytes += UNION_INDEX + size(part.get(i));
      }
      return bytes;
    } else if (value instanceof CharSequence text) {
      return of(text.toString());
    } else if (value instanceof Long number) {
      return varint(number);
    } else if (value instanceof Integer number) {
      return varint(number);
    } else if (value instanceof ByteBuffer buffer) {
      return buffer.remaining() + varint(buffer.remaining());
    } else if (value instanceof Collection<?> items) {
      long bytes = varint(items.size()) + END_OF_BLOCKS;
      for (Object item : items) {
        bytes += size(item);
      }
      return bytes;
    } else if (value instanceof Map<?, ?> map) {
      long bytes = varint(map.size()) + END_OF_BLOCKS;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        bytes += size(entry.getKey()) + size(entry.getValue());
      }
      return bytes;
    } else if (value == null) {
      return 0;
    }
    return value instanceof Double ? Double.BYTES : ONE; // a boolean, or the index of a symbol
  }

  private static int varint(long number) {
    long zigzag = (number << 1) ^ (number >> 63);
    return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
  }
}

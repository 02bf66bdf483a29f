package io.infinitic.transport;

import org.jspecify.annotations.Nullable;

/** Which names of services and workflows can be part of the name of a topic. */
public final class TopicNames {

  /** Brokers refuse topics whose names are much longer. */
  public static final int LONGEST = 400;

  /** A character that topics cannot have is written as five. */
  private static final int ENCODED = 5;

  /** What it ends with is taken for a partition of another topic. */
  private static final String PARTITION = "-partition-";

  private TopicNames() {}

  /** Why no topic can be named after it; null if one can. */
  public static @Nullable String problem(String name) {
    int length = name.length();
    for (int i = 0; i < name.length() && length <= LONGEST; i++) {
      length += isPlain(name.charAt(i)) ? 0 : ENCODED - 1;
    }
    if (length > LONGEST) {
      return "has more than "
          + LONGEST
          + " characters, where each that is no letter of a to z, digit, '.', '_' or '-' counts as "
          + ENCODED;
    }
    return endsLikePartition(name)
        ? "ends in -partition- and a number, which Pulsar takes for a partition of another topic"
        : null;
  }

  private static boolean endsLikePartition(String name) {
    int at = name.lastIndexOf(PARTITION);
    if (at < 0 || at + PARTITION.length() == name.length()) {
      return false;
    }
    return name.chars().skip(at + PARTITION.length()).allMatch(c -> c >= '0' && c <= '9');
  }

  /** Whether the name of a topic has the character as it is. */
  public static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '_'
        || c == '-';
  }
}

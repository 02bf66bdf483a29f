package io.infinitic.engine;

import java.util.UUID;

/**
 * UUIDs that begin with the time, as version 7 has it. What happens at the same time then lies
 * together in the store: a checkpoint writes to few of its pages, however many there are.
 */
public final class TimeOrderedIds {

  private static final int LENGTH = 36;
  private static final int VERSION_AT = 14;
  private static final int TIME_SHIFT = 16;
  private static final long VERSION = 0x7000;
  private static final long LOW_MASK = 0xFFF;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

  private TimeOrderedIds() {}

  /** A new one. */
  public static UUID next() {
    return at(System.currentTimeMillis(), UUID.randomUUID());
  }

  /**
   * One that follows from both: the time of an id that has, or begins with, one of these; else the
   * other as it is.
   */
  static UUID withTimeOf(String id, UUID other) {
    boolean hasTime =
        id.length() >= LENGTH
            && id.charAt(VERSION_AT) == '7'
            && id.charAt(8) == '-'
            && id.charAt(13) == '-';
    if (!hasTime) {
      return other;
    }
    try {
      return at(Long.parseLong(id.substring(0, 8) + id.substring(9, 13), 16), other);
    } catch (NumberFormatException e) {
      return other;
    }
  }

  private static UUID at(long millis, UUID other) {
    return new UUID(
        millis << TIME_SHIFT | VERSION | other.getMostSignificantBits() & LOW_MASK,
        VARIANT | other.getLeastSignificantBits() & VARIANT_MASK);
  }
}

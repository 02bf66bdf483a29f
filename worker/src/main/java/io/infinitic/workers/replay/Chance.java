package io.infinitic.workers.replay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The random values of a run. They follow from its seed, which nobody outside knows. */
final class Chance {

  private final byte[] seed;
  private long uuids;

  Chance(byte[] seed) {
    this.seed = seed.clone();
  }

  byte[] seed() {
    return seed.clone();
  }

  /** Of its random numbers. */
  long randomSeed() {
    return digest("random", 0).getLong();
  }

  /** All of its 122 free bits are as hard to foretell as the seed, also from those before. */
  UUID nextUuid() {
    ByteBuffer bits = digest("uuid", ++uuids);
    long most = bits.getLong() & ~0xF000L | 0x4000L;
    long least = bits.getLong() & ~(3L << 62) | 2L << 62;
    return new UUID(most, least);
  }

  private ByteBuffer digest(String of, long number) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(seed);
      sha.update(of.getBytes(StandardCharsets.US_ASCII));
      sha.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
      return ByteBuffer.wrap(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

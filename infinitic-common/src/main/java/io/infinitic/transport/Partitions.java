package io.infinitic.transport;

import java.nio.charset.StandardCharsets;

/**
 * Which partition a key belongs to. Part of the wire contract: every process must agree, for ever.
 */
public final class Partitions {

  private Partitions() {}

  /**
   * murmur3_32 (x86, seed 0) of the key's UTF-8 bytes, without sign, modulo the number of
   * partitions.
   */
  public static int of(String key, int partitions) {
    return Integer.remainderUnsigned(hash(key), partitions);
  }

  /** murmur3_32 of the key's UTF-8 bytes. */
  static int hash(String key) {
    return murmur3(key.getBytes(StandardCharsets.UTF_8));
  }

  // Austin Appleby's MurmurHash3_x86_32, public domain.
  static int murmur3(byte[] data) {
    int h = 0;
    int blocks = data.length / 4;
    for (int i = 0; i < blocks; i++) {
      int at = i * 4;
      int k =
          (data[at] & 0xff)
              | (data[at + 1] & 0xff) << 8
              | (data[at + 2] & 0xff) << 16
              | (data[at + 3] & 0xff) << 24;
      h = Integer.rotateLeft(h ^ scramble(k), 13) * 5 + 0xe6546b64;
    }
    int tail = 0;
    for (int i = data.length - 1; i >= blocks * 4; i--) {
      tail = tail << 8 | (data[i] & 0xff);
    }
    if (data.length % 4 != 0) {
      h ^= scramble(tail);
    }
    h ^= data.length;
    h = (h ^ h >>> 16) * 0x85ebca6b;
    h = (h ^ h >>> 13) * 0xc2b2ae35;
    return h ^ h >>> 16;
  }

  private static int scramble(int k) {
    return Integer.rotateLeft(k * 0xcc9e2d51, 15) * 0x1b873593;
  }
}

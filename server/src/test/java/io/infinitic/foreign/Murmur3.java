package io.infinitic.foreign;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The partition of a key, written from the definition of murmur3_32 (x86). */
final class Murmur3 {

  private Murmur3() {}

  static int partition(String key, int partitions) {
    long hash = hash(key.getBytes(StandardCharsets.UTF_8)) & 0xffffffffL;
    return (int) (hash % partitions);
  }

  private static int hash(byte[] key) {
    // Padded with zeros, the last bytes are a block of their own, which is mixed in differently.
    ByteBuffer blocks =
        ByteBuffer.wrap(Arrays.copyOf(key, key.length + 4)).order(ByteOrder.LITTLE_ENDIAN);
    int hash = 0;
    for (int i = 0; i + 4 <= key.length; i += 4) {
      hash = Integer.rotateLeft(hash ^ mixed(blocks.getInt(i)), 13) * 5 + 0xe6546b64;
    }
    hash ^= mixed(blocks.getInt(key.length / 4 * 4)) ^ key.length;
    hash = (hash ^ hash >>> 16) * 0x85ebca6b;
    hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
    return hash ^ hash >>> 16;
  }

  private static int mixed(int block) {
    return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
  }
}

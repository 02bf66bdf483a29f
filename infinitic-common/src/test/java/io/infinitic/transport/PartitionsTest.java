package io.infinitic.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reference values of murmur3_32 with seed 0; they must never change. */
class PartitionsTest {

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "a, 3c2569b2",
    "abc, b3dd93fa",
    "Hello, 12da77c8",
    "'Hello, world!', c0363e43",
    "The quick brown fox jumps over the lazy dog, 2e4ff723"
  })
  void isMurmur3(String text, String hash) {
    assertThat(Integer.toHexString(Partitions.murmur3(text.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(hash);
  }

  @Test
  void spreadsEvenlyAndWithinRange() {
    int[] counts = new int[8];
    for (int i = 0; i < 8_000; i++) {
      counts[Partitions.of("order-" + i, 8)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(800, 1_200);
    }
  }
}

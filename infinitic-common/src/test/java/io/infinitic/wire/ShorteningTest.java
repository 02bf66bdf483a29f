package io.infinitic.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.Failure;
import io.infinitic.schemas.Payload;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShorteningTest {

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  private static Failure failure(String message, String stackTrace, Failure cause) {
    return new Failure("java.io.IOException", message, stackTrace, cause, null);
  }

  @Test
  void whatFitsStaysAsItIs() {
    Failure failure = failure("outer", "at A.b", failure("inner", "at C.d", null));
    assertThat(Shortening.of(failure)).isSameAs(failure);
  }

  @Test
  void longTextsLoseTheirEnds() {
    Failure shortened =
        Shortening.of(
            failure(
                "m".repeat(1_000_000), "s".repeat(1_000_000), failure("inner", "at C.d", null)));
    assertThat(shortened.message()).startsWith("mmm").endsWith("…");
    assertThat(shortened.stackTrace()).startsWith("sss").endsWith("…");
    assertThat(shortened.cause()).isEqualTo(failure("inner", "at C.d", null));
  }

  @Test
  void anyChainFits() {
    for (int i = 0; i < 300; i++) {
      Failure chain = null;
      for (int depth = random.nextInt(200); depth >= 0; depth--) {
        byte[] details = new byte[random.nextInt(100_000)];
        chain =
            new Failure(
                "x".repeat(random.nextInt(2_000)),
                random.nextBoolean() ? null : "日a".repeat(random.nextInt(10_000)),
                "at A.b\n".repeat(random.nextInt(1_000)),
                chain,
                random.nextBoolean()
                    ? null
                    : new Payload(ByteBuffer.wrap(details), "json", "java.lang.Object"));
      }
      Failure shortened = Shortening.of(chain);
      assertThat(WireCodec.encode(shortened).length)
          .as("seed %d, chain %d", seed, i)
          .isLessThanOrEqualTo(Limits.FAILURE_BYTES);
    }
  }
}

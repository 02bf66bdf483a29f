package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.exceptions.PayloadException;
import io.infinitic.schemas.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** Compression saves and encryption hides; both notice damage. */
class PayloadsCompressionAndEncryptionTest {

  private static final String LONG = "infinitic ".repeat(100);
  private static final byte[] KEY_1 = key(1, 16);
  private static final byte[] KEY_2 = key(2, 32);

  private final Payloads plain = Payloads.defaults();
  private final Payloads deflating = plain.withCodecs(PayloadCodec.deflate());
  private final Payloads encrypting =
      plain.withCodecs(PayloadCodec.aesGcm("key-1", Map.of("key-1", KEY_1)));

  @Test
  void smallOrIncompressibleValuesAreLeftAsTheyAre() {
    assertThat(write(deflating, "x".repeat(253)).encoding()).isEqualTo("json");
    assertThat(write(deflating, "x".repeat(254)).encoding()).isEqualTo("json+deflate");
    byte[] noise = key(7, 3_000);
    PayloadCodec deflate = PayloadCodec.deflate(1);
    assertThat(deflate.encode(noise)).isEmpty();
    assertThat(deflate.encode(new byte[1])).isEmpty();
    assertThat(deflate.encode(new byte[0])).isEmpty();
    assertThatThrownBy(() -> PayloadCodec.deflate(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void zipBombsAreNotInflated() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bomb)) {
      for (int i = 0; i < 100; i++) {
        out.write(new byte[1 << 20]);
      }
    }
    Payload payload = new Payload(ByteBuffer.wrap(bomb.toByteArray()), "json+deflate", null);
    assertThatThrownBy(() -> read(deflating, payload))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("inflates to more than the limit of this process, 2097152 bytes");
  }

  @Test
  void inflatesUpToTheLimit() {
    Payload payload = write(deflating, LONG);
    int size = LONG.length() + 2;
    assertThat(read(deflating.withLimit(size), payload)).isEqualTo(LONG);
    assertThatThrownBy(() -> read(deflating.withLimit(size - 1), payload))
        .isInstanceOf(PayloadException.class);
  }

  @Test
  void damagedCompression() {
    Payload payload = write(deflating, LONG);
    byte[] bytes = payload.bytes().array();
    assertThatThrownBy(() -> read(deflating, with(payload, Arrays.copyOf(bytes, 20))))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("cut off");
    byte[] changed = bytes.clone();
    changed[changed.length - 1] ^= 1;
    assertThatThrownBy(() -> read(deflating, with(payload, changed)))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(
            "which the codec deflate cannot undo: the compressed bytes are damaged");
  }

  @Test
  void everyEncryptionDiffers() {
    assertThat(write(encrypting, "x").bytes()).isNotEqualTo(write(encrypting, "x").bytes());
    assertThat(new String(write(encrypting, LONG).bytes().array(), StandardCharsets.ISO_8859_1))
        .doesNotContain("infinitic");
  }

  @Test
  void rotatedKeys() {
    Map<String, byte[]> keys = Map.of("key-1", KEY_1, "key-2", KEY_2);
    Payloads prepared = plain.withCodecs(PayloadCodec.aesGcm("key-1", keys));
    Payloads rotated = plain.withCodecs(PayloadCodec.aesGcm("key-2", keys));
    Payload old = write(encrypting, "x");
    Payload recent = write(rotated, "y");
    assertThat(recent.encoding()).isEqualTo("json+aes-gcm:key-2");
    assertThat(read(rotated, old)).isEqualTo("x");
    assertThat(read(prepared, recent)).isEqualTo("y");
    assertThatThrownBy(() -> read(encrypting, recent))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("has the encoding json+aes-gcm:key-2")
        .hasMessageContaining("encrypted with the key 'key-2'; this process has [key-1]");
  }

  @Test
  void everyChangedBitIsDetected() {
    Payload payload = write(encrypting, "x");
    byte[] bytes = payload.bytes().array();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> read(encrypting, with(payload, changed)))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining("its bytes were changed");
    }
    assertThatThrownBy(() -> read(encrypting, with(payload, new byte[27])))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("cut off");
  }

  @Test
  void keyIdIsAuthenticated() {
    Payloads sameKey = plain.withCodecs(PayloadCodec.aesGcm("a", Map.of("a", KEY_1, "b", KEY_1)));
    assertThatThrownBy(() -> read(sameKey, with(write(sameKey, "x"), "json+aes-gcm:b")))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("another key under the id 'b'");
  }

  @Test
  void unusableKeys() {
    assertThatThrownBy(() -> PayloadCodec.aesGcm("a", Map.of("b", KEY_1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the current key 'a' is not among the keys [b]");
    assertThatThrownBy(() -> PayloadCodec.aesGcm("a", Map.of("a", new byte[17])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the key 'a' has 17 bytes; it must have 16, 24 or 32");
    assertThatThrownBy(() -> PayloadCodec.aesGcm("a+b", Map.of("a+b", KEY_1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the key id 'a+b' has other characters");
    PayloadCodec.aesGcm("a", Map.of("a", key(1, 24)));
  }

  private static Payload write(Payloads payloads, String text) {
    return payloads.write(text, String.class, "text");
  }

  private static Object read(Payloads payloads, Payload payload) {
    return payloads.read(payload, String.class, "text");
  }

  private static Payload with(Payload payload, String encoding) {
    return new Payload(payload.bytes(), encoding, payload.type());
  }

  private static Payload with(Payload payload, byte[] bytes) {
    return new Payload(ByteBuffer.wrap(bytes), payload.encoding(), payload.type());
  }

  private static byte[] key(int seed, int length) {
    byte[] key = new byte[length];
    new Random(seed).nextBytes(key);
    return key;
  }
}

package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.Payload;
import io.infinitic.tasks.TaskFailure;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Codecs are applied in order, named by the payload, and undone by what it names. */
class PayloadsCodecsTest {

  private static final String LONG = "infinitic ".repeat(100);
  private static final byte[] KEY_1 = key(1, 16);

  private final Payloads plain = Payloads.defaults();
  private final Payloads deflating = plain.withCodecs(PayloadCodec.deflate());
  private final Payloads encrypting =
      plain.withCodecs(PayloadCodec.aesGcm("key-1", Map.of("key-1", KEY_1)));
  private final Payloads both =
      plain.withCodecs(
          PayloadCodec.deflate(), PayloadCodec.aesGcm("key-1", Map.of("key-1", KEY_1)));

  /** Puts its name before the bytes. */
  private record Prefix(String name, UnaryOperator<String> parameter) implements PayloadCodec {

    Prefix(String name) {
      this(name, bytes -> "");
    }

    @Override
    public Optional<Encoded> encode(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      return Optional.of(
          new Encoded((name + text).getBytes(StandardCharsets.UTF_8), parameter.apply(text)));
    }

    @Override
    public byte[] decode(byte[] bytes, String parameter, int limitBytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (!text.startsWith(name)) {
        throw new IllegalStateException("SECRET");
      }
      return text.substring(name.length()).getBytes(StandardCharsets.UTF_8);
    }
  }

  @Test
  void appliedInOrderAndUndoneInReverse() {
    Payloads chain = plain.withCodecs(new Prefix("a"), new Prefix("b", text -> "p-1"));
    Payload payload = write(chain, "x");
    assertThat(payload.encoding()).isEqualTo("json+a+b:p-1");
    assertThat(new String(payload.bytes().array(), StandardCharsets.UTF_8)).isEqualTo("ba\"x\"");
    assertThat(read(chain, payload)).isEqualTo("x");
    assertThat(read(plain.withCodecs(new Prefix("b"), new Prefix("a")), payload)).isEqualTo("x");
  }

  @Test
  void compressedThenEncrypted() {
    Payload payload = write(both, LONG);
    assertThat(payload.encoding()).isEqualTo("json+deflate+aes-gcm:key-1");
    assertThat(payload.bytes().remaining()).isLessThan(150);
    assertThat(read(both, payload)).isEqualTo(LONG);
    assertThat(read(encrypting, payload)).isEqualTo(LONG);
  }

  @Test
  void withCodecsLeavesTheOriginalAlone() {
    assertThat(write(plain, LONG).encoding()).isEqualTo("json");
    assertThat(write(both.withCodecs(), LONG).encoding()).isEqualTo("json");
    assertThat(write(both.withLimit(5_000).withMapper(Payloads.newMapper()), LONG).encoding())
        .isEqualTo("json+deflate+aes-gcm:key-1");
  }

  @Test
  void readersWithMoreCodecs() {
    assertThat(read(both, write(plain, LONG))).isEqualTo(LONG);
    assertThat(read(both, write(deflating, LONG))).isEqualTo(LONG);
    assertThat(read(both, write(encrypting, LONG))).isEqualTo(LONG);
  }

  @Test
  void everyProcessInflates() {
    assertThat(read(plain, write(deflating, LONG))).isEqualTo(LONG);
  }

  @Test
  void readerWithoutTheCodec() {
    assertThatThrownBy(() -> read(deflating, write(both, LONG)))
        .isInstanceOf(PayloadException.class)
        .hasMessage(
            "text has the encoding json+deflate+aes-gcm:key-1; this process knows the codecs"
                + " deflate, but not aes-gcm. Give it the codecs of the process that wrote the"
                + " value, with Payloads.withCodecs or in the section 'payloads' of its"
                + " configuration.");
  }

  @Test
  void encodingThatIsNotJson() {
    assertThatThrownBy(() -> read(both, with(write(plain, "x"), "avro+deflate")))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("has the encoding avro+deflate; this process reads only");
    for (String encoding : new String[] {"", "json+", "json++deflate", "json:1"}) {
      assertThatThrownBy(() -> read(both, with(write(plain, "x"), encoding)))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining("has the encoding " + encoding);
    }
  }

  @Test
  void codecForReading() {
    Payloads reader =
        plain.withCodecs(PayloadCodec.aesGcm("key-1", Map.of("key-1", KEY_1)).forReading());
    assertThat(write(reader, LONG).encoding()).isEqualTo("json");
    assertThat(read(reader, write(encrypting, LONG))).isEqualTo(LONG);
  }

  @Test
  void codecsWithUnusableNames() {
    for (String name : new String[] {"", "json", "a+b", "a:b", "a b"}) {
      assertThatThrownBy(() -> plain.withCodecs(new Prefix(name)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> plain.withCodecs(new Prefix("a"), new Prefix("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two codecs have the name 'a'");
  }

  @Test
  void codecsThatThrow() {
    Payloads writer =
        plain.withCodecs(
            new Prefix(
                "a",
                text -> {
                  throw new IllegalStateException("SECRET");
                }));
    assertThatThrownBy(() -> write(writer, "x"))
        .isInstanceOf(PayloadException.class)
        .hasMessage(
            "text cannot be encoded by the codec a: it threw java.lang.IllegalStateException");
    assertThatThrownBy(() -> write(plain.withCodecs(new Prefix("a", text -> "b+c")), "x"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("its parameter has other characters");
    assertThatThrownBy(
            () -> read(plain.withCodecs(new Prefix("a")), with(write(plain, "x"), "json+a")))
        .isInstanceOf(PayloadException.class)
        .hasMessage(
            "text has the encoding json+a, which the codec a cannot undo:"
                + " it threw java.lang.IllegalStateException");
  }

  @Test
  void limitOfJsonAndOfEncodedBytes() {
    assertThatThrownBy(() -> write(deflating.withLimit(500), LONG))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageStartingWith("text takes 1002 bytes");
    assertThatThrownBy(() -> write(encrypting.withLimit(30), "x"))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageStartingWith("text takes 31 bytes");
  }

  @Test
  void detailsOfFailuresAreEncoded() {
    var written = Failures.write(new TaskFailure("failed").withDetails(Map.of("a", 1)), encrypting);
    assertThat(written.details().encoding()).isEqualTo("json+aes-gcm:key-1");
    assertThat(Failures.read(written, encrypting).getDetails()).isEqualTo(Map.of("a", 1));
    assertThat(Failures.read(written, plain).getDetails().toString())
        .startsWith("details are left out: details of a failure has the encoding");
  }

  @Test
  void failuresAreToldEvenIfTheirDetailsCannotBeEncoded() {
    Payloads broken = plain.withCodecs(new Prefix("a", text -> "b+c"));
    var written = Failures.write(new TaskFailure("failed").withDetails("x"), broken);
    assertThat(written.message()).isEqualTo("failed");
    assertThat(written.details()).isNull();
  }

  @Test
  void undeclaredValuesAndReadOnlyBuffers() {
    Payload payload = both.writeUndeclared(LONG, "text");
    assertThat(both.readUndeclared(payload, "text")).isEqualTo(LONG);
    Payload readOnly =
        new Payload(payload.bytes().asReadOnlyBuffer(), payload.encoding(), payload.type());
    assertThat(both.readUndeclared(readOnly, "text")).isEqualTo(LONG);
    assertThat(readOnly.bytes().position()).isZero();
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

  private static byte[] key(int seed, int length) {
    byte[] key = new byte[length];
    new Random(seed).nextBytes(key);
    return key;
  }
}

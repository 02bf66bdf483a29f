package io.infinitic.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.Payload;
import io.infinitic.values.PayloadCodec;
import io.infinitic.values.Payloads;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The section {@code payloads}, and what is told about its mistakes. */
class PayloadsConfigTest {

  private static final String LONG = "infinitic ".repeat(100);
  private static final byte[] KEY = new byte[32];
  private static final String ENCODED = Base64.getEncoder().encodeToString(KEY);
  private static final String FULL =
      """
      payloads:
        compression: deflate
        encryption:
          current: key-2
          keys:
            key-1: %s
            key-2: env:KEY_2
        limitBytes: 5000
      """
          .formatted(ENCODED);

  record Price(int cents) {}

  private final Map<String, String> environment =
      Map.of("KEY_2", Base64.getEncoder().encodeToString(new byte[16]) + "\n");

  @Test
  void withoutTheSection() {
    Payload payload = write(read(""), LONG);
    assertThat(payload.encoding()).isEqualTo("json");
    assertThat(write(read("payloads: {}"), LONG).encoding()).isEqualTo("json");
    assertThat(write(read("payloads: { compression: none }"), LONG).encoding()).isEqualTo("json");
  }

  @Test
  void everything() {
    Payloads payloads = read(FULL);
    Payload payload = write(payloads, LONG);
    assertThat(payload.encoding()).isEqualTo("json+deflate+aes-gcm:key-2");
    assertThat(payloads.read(payload, String.class, "text")).isEqualTo(LONG);
    Payloads old =
        Payloads.defaults().withCodecs(PayloadCodec.aesGcm("key-1", Map.of("key-1", KEY)));
    assertThat(payloads.read(write(old, LONG), String.class, "text")).isEqualTo(LONG);
    assertThatThrownBy(() -> write(payloads, "x".repeat(5_000)))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageContaining("the limit is 5000");
  }

  /** Where nothing declares the type, only what is allowed is loaded. */
  @Test
  void types() {
    Price price = new Price(7);
    String name = Price.class.getName();
    for (String allowed : List.of(name, "io.infinitic.config.*")) {
      Payloads payloads = read("payloads: { types: [java.awt.Point, '" + allowed + "'] }");
      Payload payload = payloads.writeUndeclared(price, "price");
      assertThat(payloads.readUndeclared(payload, "price")).isEqualTo(price);
      for (String other : List.of("", "payloads: { types: [] }", "payloads: { types: [a.*] }")) {
        assertThatThrownBy(() -> read(other).readUndeclared(payload, "price"))
            .isInstanceOf(PayloadException.class)
            .hasMessageContaining(name + ", which nothing declares");
      }
    }
    assertThat(problems("payloads: { types: all }"))
        .containsExactly("yaml:1: payloads.types is not a list");
  }

  @Test
  void encryptionThatIsRequired() {
    String required = FULL.replace("    current:", "    required: true\n    current:");
    Payloads payloads = read(required);
    assertThat(payloads.read(write(payloads, LONG), String.class, "text")).isEqualTo(LONG);
    Payload plain = write(Payloads.defaults(), LONG);
    assertThatThrownBy(() -> payloads.read(plain, String.class, "text"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("this process reads only values with aes-gcm");
    for (String optional : List.of(FULL, required.replace("true", "false"))) {
      assertThat(read(optional).read(plain, String.class, "text")).isEqualTo(LONG);
    }
    assertThat(problems(required.replace("true", "always")))
        .containsExactly("yaml:4: payloads.encryption.required is neither true nor false");
    assertThat(problems("payloads: { encryption: { required: true } }"))
        .as("nothing is read unencrypted by a mistake")
        .hasSize(2);
  }

  @Test
  void withoutCurrentKeyItOnlyReads() {
    Payloads reader = read(FULL.replace("current: key-2", "current: none"));
    assertThat(write(reader, LONG).encoding()).isEqualTo("json+deflate");
    assertThat(reader.read(write(read(FULL), LONG), String.class, "text")).isEqualTo(LONG);
  }

  @Test
  void everyMistakeWithItsLine() {
    assertThat(
            problems(
                """
                payloads:
                  compression: zip
                  limitBytes: 10
                  encryption:
                    current: key-9
                    keys:
                      key-1: SECRET!
                      key-2: U0VDUkVU
                      key-3: env:MISSING
                      a b: %s
                      none: %s
                      key-4:
                        nested: 1
                  encoding: avro
                """
                    .formatted(ENCODED, ENCODED)))
        .satisfiesExactlyInAnyOrder(
            is("yaml:2: payloads.compression is neither deflate nor none"),
            is("yaml:3: payloads.limitBytes 10 is not between 1024 and 1073741824"),
            is("yaml:5: payloads.encryption.current 'key-9' is neither none nor one of the keys"),
            is("yaml:7: payloads.encryption.keys.key-1 is not base64"),
            is(
                "yaml:8: payloads.encryption.keys.key-2 cannot be used: the key 'key-2' has 6 bytes"),
            is("yaml:9: payloads.encryption.keys.key-3 is in the environment variable MISSING"),
            is("yaml:10: payloads.encryption.keys.a b cannot be used: the key id 'a b' has"),
            is("yaml:11: payloads.encryption.keys.none is not the id of a key"),
            is("yaml:12: payloads.encryption.keys.key-4 is not a single value"),
            is("yaml:14: payloads.encoding is not known here"))
        .noneMatch(problem -> problem.contains("SECRET") || problem.contains("U0VDUkVU"));
  }

  @Test
  void encryptionNeedsKeysAndTheCurrentOne() {
    assertThat(problems("payloads: { encryption: {} }"))
        .containsExactlyInAnyOrder(
            "yaml:1: payloads.encryption.current is missing",
            "yaml:1: payloads.encryption.keys has no key");
    assertThat(problems("payloads: { encryption: { current: a, keys: {} } }"))
        .containsExactly("yaml:1: payloads.encryption.keys has no key");
    assertThat(problems("payloads: { encryption: { keys: { a: " + ENCODED + " } } }"))
        .containsExactly("yaml:1: payloads.encryption.current is missing");
    assertThat(problems("payloads: { encryption: { current: a, keys: { a: '' } } }")).hasSize(1);
  }

  @Test
  void partOfTheClientsConfiguration() {
    String transport =
        "transport: { pulsar: { brokerServiceUrl: 'pulsar://localhost:1', webServiceUrl: 'http://localhost:2' } }";
    ClientConfig config =
        ClientConfig.fromStrings(List.of(transport, "payloads: { compression: deflate }"));
    assertThat(write(config.payloads(), LONG).encoding()).isEqualTo("json+deflate");
    assertThatThrownBy(
            () -> ClientConfig.fromStrings(List.of(transport, "payloads: { compression: zip }")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("yaml:2: payloads.compression");
  }

  private Payloads read(String text) {
    Yaml yaml = Yaml.parse("yaml", text);
    Payloads payloads = PayloadsConfig.read(yaml, environment::get);
    yaml.check();
    return payloads;
  }

  private List<String> problems(String text) {
    return catchThrowableOfType(ConfigException.class, () -> read(text)).problems();
  }

  private static Consumer<String> is(String start) {
    return problem -> assertThat(problem).startsWith(start);
  }

  private static Payload write(Payloads payloads, String text) {
    return payloads.write(text, String.class, "text");
  }
}

package io.infinitic.config;

import io.infinitic.values.PayloadCodec;
import io.infinitic.values.Payloads;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code payloads}: how values are written. It must allow every process to read what
 * the others write.
 */
public final class PayloadsConfig {

  private static final String FROM_ENVIRONMENT = "env:";
  private static final String NONE = "none";
  private static final int LEAST_BYTES = 1 << 10;
  private static final int MOST_BYTES = 1 << 30;

  private final UnaryOperator<@Nullable String> environment;

  private PayloadsConfig(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /** Reads the section, if it is there; problems are for {@link Yaml#check}. */
  public static Payloads read(Yaml document) {
    return read(document, System::getenv);
  }

  static Payloads read(Yaml document, UnaryOperator<@Nullable String> environment) {
    return document
        .section("payloads")
        .map(new PayloadsConfig(environment)::payloads)
        .orElseGet(Payloads::defaults);
  }

  private Payloads payloads(Yaml section) {
    List<PayloadCodec> codecs = new ArrayList<>();
    String compression = section.text("compression", NONE);
    if (compression.equals("deflate")) {
      codecs.add(PayloadCodec.deflate());
    } else if (!compression.equals(NONE)) {
      section.problem("compression", "is neither deflate nor none");
    }
    Optional<Yaml> encryption = section.section("encryption");
    encryption.flatMap(this::encryption).ifPresent(codecs::add);
    String reading = section.text("reading", "strict");
    if (!reading.equals("strict") && !reading.equals("lenient")) {
      section.problem("reading", "is neither strict nor lenient");
    }
    Payloads payloads = Payloads.defaults();
    if (reading.equals("lenient")) {
      payloads = payloads.withMapper(Payloads.newLenientMapper());
    }
    payloads =
        payloads
            .withTypes(section.textList("types").toArray(String[]::new))
            .withLimit(
                (int)
                    section.number(
                        "limitBytes", Payloads.DEFAULT_LIMIT_BYTES, LEAST_BYTES, MOST_BYTES))
            .withCodecs(codecs.toArray(PayloadCodec[]::new));
    String required = encryption.map(one -> one.text("required", "false")).orElse("false");
    if (!required.equals("true") && !required.equals("false")) {
      encryption.ifPresent(one -> one.problem("required", "is neither true nor false"));
    }
    String encrypting = PayloadCodec.ENCRYPTION;
    boolean hasKeys = codecs.stream().anyMatch(codec -> codec.name().equals(encrypting));
    return required.equals("true") && hasKeys ? payloads.withRequiredCodecs(encrypting) : payloads;
  }

  /** Encrypts with the current key; with {@code none}, it only decrypts. */
  private Optional<PayloadCodec> encryption(Yaml section) {
    String current = section.text("current");
    Optional<Yaml> entries = section.section("keys");
    List<String> ids = entries.map(Yaml::keys).orElseGet(List::of);
    Map<String, byte[]> keys = new TreeMap<>();
    entries.ifPresent(
        entry -> ids.forEach(id -> key(entry, id).ifPresent(key -> keys.put(id, key))));
    if (ids.isEmpty()) {
      section.problem("keys", "has no key");
    } else if (!current.isEmpty() && !current.equals(NONE) && !ids.contains(current)) {
      section.problem("current", "'" + current + "' is neither none nor one of the keys " + ids);
    }
    if (keys.containsKey(current)) {
      return Optional.of(PayloadCodec.aesGcm(current, keys));
    }
    return keys.keySet().stream()
        .findFirst()
        .map(any -> PayloadCodec.aesGcm(any, keys).forReading());
  }

  /** Problems never show the key. */
  private Optional<byte[]> key(Yaml section, String id) {
    Optional<String> text = section.optionalText(id);
    if (text.isEmpty()) { // a section stands there, which is told already
      return Optional.empty();
    }
    String encoded = text.get().strip();
    if (encoded.startsWith(FROM_ENVIRONMENT)) {
      String variable = encoded.substring(FROM_ENVIRONMENT.length());
      encoded = environment.apply(variable);
      if (encoded == null) {
        section.problem(id, "is in the environment variable " + variable + ", which is not set");
        return Optional.empty();
      }
    }
    if (id.equals(NONE)) {
      section.problem(id, "is not the id of a key: as the current key, it stands for none");
      return Optional.empty();
    }
    byte[] key;
    try {
      key = Base64.getDecoder().decode(encoded.strip());
    } catch (IllegalArgumentException e) { // its message would show a part of the key
      section.problem(id, "is not base64");
      return Optional.empty();
    }
    try {
      PayloadCodec.aesGcm(id, Map.of(id, key));
      return Optional.of(key);
    } catch (IllegalArgumentException e) {
      section.problem(id, "cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }
}

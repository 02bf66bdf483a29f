package io.infinitic.values;

import io.infinitic.exceptions.PayloadCodecException;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of a process, in the order of writing. A payload is decoded by what its own encoding
 * names, in the opposite order.
 */
final class Codecs {

  private static final String JSON = "json";
  private static final String SEPARATOR = "+";
  private static final String PARAMETER = ":";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

  private static final int MOST_LAYERS = 8;
  private static final int LONGEST_ENCODING = 1_000;

  private final List<PayloadCodec> writing;
  private final Set<String> required;
  private final Map<String, PayloadCodec> reading = new TreeMap<>();
  private final Consumer<PayloadCodecException> onFailure;

  Codecs(List<PayloadCodec> codecs) {
    this(codecs, Set.of());
  }

  /**
   * @param required names of codecs without which a value is not read
   */
  Codecs(List<PayloadCodec> codecs, Set<String> required) {
    this(codecs, required, failure -> {});
  }

  private Codecs(
      List<PayloadCodec> codecs, Set<String> required, Consumer<PayloadCodecException> onFailure) {
    this.onFailure = onFailure;
    writing = List.copyOf(codecs);
    this.required = Set.copyOf(required);
    for (PayloadCodec codec : writing) {
      String name = codec.name();
      if (!isName(name) || name.equals(JSON)) {
        throw new IllegalArgumentException("'" + name + "' cannot be the name of a codec");
      }
      if (reading.put(name, codec) != null) {
        throw new IllegalArgumentException("two codecs have the name '" + name + "'");
      }
    }
    reading.putIfAbsent(DeflateCodec.NAME, PayloadCodec.deflate());
    if (!reading.keySet().containsAll(required)) {
      throw new IllegalArgumentException(
          "the codecs " + required + " are required; there are " + reading.keySet());
    }
  }

  /** The same, but with these codecs. */
  Codecs with(List<PayloadCodec> codecs) {
    return new Codecs(codecs, required, onFailure);
  }

  /** The same, but values that were not written with all of these are refused. */
  Codecs requiring(Set<String> names) {
    return new Codecs(writing, names, onFailure);
  }

  /** The same ones; each failure is told to the listener before it is thrown. */
  Codecs onFailure(Consumer<PayloadCodecException> listener) {
    return new Codecs(writing, required, listener);
  }

  /** Whether it can stand in an encoding. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  Payload encode(byte[] json, String type, int limitBytes, String what) {
    checkSize(json, limitBytes, what);
    StringBuilder encoding = new StringBuilder(JSON);
    byte[] bytes = json;
    for (PayloadCodec codec : writing) {
      var encoded = encode(codec, bytes, what);
      if (encoded != null) {
        bytes = encoded.bytes();
        checkSize(bytes, limitBytes, what);
        encoding.append(SEPARATOR).append(codec.name());
        if (!encoded.parameter().isEmpty()) {
          encoding.append(PARAMETER).append(encoded.parameter());
        }
      }
    }
    return new Payload(ByteBuffer.wrap(bytes), encoding.toString(), type);
  }

  byte[] decode(Payload payload, int limitBytes, String what) {
    ByteBuffer buffer = payload.bytes().duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    if (payload.encoding().equals(JSON) && required.isEmpty()) {
      return bytes;
    }
    String[] steps = steps(payload.encoding(), what);
    checkKnown(steps, payload.encoding(), what);
    for (int i = steps.length - 1; i > 0; i--) {
      bytes = decode(steps[i], bytes, payload.encoding(), limitBytes, what);
    }
    return bytes;
  }

  /** How an error reports a value over the limit. */
  static PayloadTooLargeException tooLarge(String what, long bytes, int limitBytes) {
    return new PayloadTooLargeException(
        "%s takes %d bytes; the limit is %d. Keep large data elsewhere and pass a reference to it."
            .formatted(what, bytes, limitBytes));
  }

  /** No writer applies a codec twice; what does is made to be slow to read. */
  private String[] steps(String encoding, String what) {
    String[] steps =
        encoding.length() > LONGEST_ENCODING
            ? new String[0]
            : encoding.split(Pattern.quote(SEPARATOR), -1);
    List<String> names = Stream.of(steps).map(Codecs::name).toList();
    if (steps.length == 0
        || steps.length > MOST_LAYERS + 1
        || Set.copyOf(names).size() < steps.length) {
      throw new PayloadException(
          "%s has more than %d layers of codecs, or one of them twice"
              .formatted(what, MOST_LAYERS));
    }
    if (!names.containsAll(required)) {
      throw new PayloadException(
          "%s has the encoding %s; this process reads only values with %s"
              .formatted(what, encoding, String.join(", ", required)));
    }
    return steps;
  }

  private static void checkSize(byte[] bytes, int limitBytes, String what) {
    if (bytes.length > limitBytes) {
      throw tooLarge(what, bytes.length, limitBytes);
    }
  }

  private PayloadCodec.@Nullable Encoded encode(PayloadCodec codec, byte[] bytes, String what) {
    try {
      var encoded = codec.encode(bytes).orElse(null);
      if (encoded != null && !encoded.parameter().isEmpty() && !isName(encoded.parameter())) {
        throw new PayloadException("its parameter has other characters than names have");
      }
      return encoded;
    } catch (RuntimeException e) { // a codec is the user's code
      throw failed(
          "%s cannot be encoded by the codec %s: %s".formatted(what, codec.name(), reason(e)));
    }
  }

  private byte[] decode(String step, byte[] bytes, String encoding, int limitBytes, String what) {
    int colon = step.indexOf(PARAMETER);
    String parameter = colon < 0 ? "" : step.substring(colon + 1);
    try {
      return reading.get(name(step)).decode(bytes, parameter, limitBytes);
    } catch (RuntimeException e) { // a codec is the user's code
      throw failed(
          "%s has the encoding %s, which the codec %s cannot undo: %s"
              .formatted(what, encoding, name(step), reason(e)));
    }
  }

  private void checkKnown(String[] steps, String encoding, String what) {
    if (!steps[0].equals(JSON)) {
      throw new PayloadException(
          "%s has the encoding %s; this process reads only encodings that start with json"
              .formatted(what, encoding));
    }
    List<String> unknown =
        List.of(steps).stream()
            .skip(1)
            .map(Codecs::name)
            .filter(name -> !reading.containsKey(name))
            .toList();
    if (!unknown.isEmpty()) {
      throw failed(
          ("%s has the encoding %s; this process knows the codecs %s, but not %s."
                  + " Give it the codecs of the process that wrote the value, with"
                  + " Payloads.withCodecs or in the section 'payloads' of its configuration.")
              .formatted(
                  what, encoding, String.join(", ", reading.keySet()), String.join(", ", unknown)));
    }
  }

  private PayloadCodecException failed(String message) {
    PayloadCodecException failure = new PayloadCodecException(message);
    onFailure.accept(failure);
    return failure;
  }

  private static String name(String step) {
    int colon = step.indexOf(PARAMETER);
    return colon < 0 ? step : step.substring(0, colon);
  }

  private static String reason(RuntimeException e) {
    return e instanceof PayloadException ? e.getMessage() : "it threw " + e.getClass().getName();
  }
}

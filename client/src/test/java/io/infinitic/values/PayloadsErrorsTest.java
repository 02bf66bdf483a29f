package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.Payload;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors tell the type and the place, and nothing of the value. */
class PayloadsErrorsTest {

  record Line(int price, @JsonProperty("unit-price") int unitPrice, Level level) {}

  record Order(List<Line> lines, Map<String, Line> byName, Instant at) {}

  enum Level {
    LOW
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes(@JsonSubTypes.Type(value = Known.class, name = "known"))
  interface Typed {}

  record Known() implements Typed {}

  interface Untyped {}

  record Positive(int number) {
    Positive {
      if (number <= 0) {
        throw new IllegalArgumentException("SECRET " + number);
      }
    }
  }

  static final class Closed {
    public final String text;

    Closed(String text, int other) {
      this.text = text + other;
    }
  }

  static final class Throwing {
    public List<Positive> getItems() {
      throw new IllegalStateException("SECRET");
    }
  }

  static final class Cyclic {
    public final List<Cyclic> items = new ArrayList<>(List.of());
  }

  interface Service {
    void call(String one, int two);
  }

  private static final String LINE = "{\"price\":1}";
  private static final Type LINES = new TypeReference<Map<String, List<Line>>>() {}.getType();

  static Stream<Arguments> unreadable() {
    return Stream.of(
        Arguments.of(
            Order.class,
            "{\"lines\":[%s,%s,%s,{\"price\":\"SECRET\"}]}".formatted(LINE, LINE, LINE),
            "at $.lines[3].price the JSON does not fit the type int"),
        Arguments.of(
            Order.class,
            "{\"lines\":[{\"unit-price\":\"SECRET\"}]}",
            "at $.lines[0]['unit-price'] the JSON does not fit the type int"),
        Arguments.of(
            Order.class,
            "{\"byName\":{\"SECRET\":{\"price\":[]}}}",
            "at $.byName[*].price the JSON does not fit the type int"),
        Arguments.of(LINES, "{\"SECRET\":[{\"price\":{}}]}", "at $[*][0].price the JSON"),
        Arguments.of(
            Order.class, "{\"at\":\"SECRET\"}", "at $.at the JSON does not fit the type java.time"),
        Arguments.of(
            Line.class, "{\"level\":\"SECRET\"}", "does not fit the type " + Level.class.getName()),
        Arguments.of(
            Line.class,
            "{\"price\":99999999999}",
            "at $.price a number is out of the range of int"),
        Arguments.of(Order.class, "[1]", "at $ the JSON does not fit the type"),
        Arguments.of(int.class, "\"SECRET\"", "at $ the JSON does not fit the type int"),
        Arguments.of(int[].class, "[1,\"SECRET\"]", "at $[1] the JSON does not fit the type int"),
        Arguments.of(String.class, "", "at $ the JSON does not fit the type java.lang.String"),
        Arguments.of(Order.class, "{SECRET}", "at $ the bytes are not JSON at line 1, column 2"),
        Arguments.of(
            Order.class,
            "{\"lines\":[{\"price\": SECRET}]}",
            "at $.lines[0] the bytes are not JSON at line 1"),
        Arguments.of(Order.class, "{\"lines\":[{", "at $.lines[0] the bytes are not JSON"),
        Arguments.of(
            Object.class,
            "[".repeat(1_001),
            "the JSON is nested deeper, or has a longer number or text, than the mapper allows"),
        Arguments.of(
            Typed.class,
            "{\"@type\":\"SECRET\"}",
            "names no known subtype of " + name(Typed.class)),
        Arguments.of(Typed.class, "{}", "names no known subtype of " + name(Typed.class)),
        Arguments.of(
            Untyped.class, "{}", "no way to read " + name(Untyped.class) + ": it is abstract"),
        Arguments.of(
            Closed.class, "{}", "no way to read " + name(Closed.class) + " from this JSON"),
        Arguments.of(Closed.class, "\"SECRET\"", "no way to read " + name(Closed.class)),
        Arguments.of(
            Positive.class,
            "{\"number\":-7777}",
            "the constructor of "
                + name(Positive.class)
                + " threw java.lang.IllegalArgumentException"));
  }

  private final Payloads payloads = Payloads.defaults();

  @ParameterizedTest
  @MethodSource("unreadable")
  void readingTellsWhereAndWhy(Type type, String json, String expected) {
    PayloadException thrown =
        catchThrowableOfType(
            PayloadException.class, () -> payloads.read(payload(json), type, "the result of X.y"));
    assertThat(thrown)
        .hasMessageStartingWith(
            "the result of X.y cannot be read as %s: at $",
            new ObjectMapper().constructType(type).toCanonical())
        .hasMessageContaining(expected)
        .hasNoCause();
    assertThat(thrown.getMessage()).doesNotContain("SECRET", "7777", "99999999999");
  }

  @Test
  void unknownPropertyOfAStrictMapper() {
    Payloads strict =
        payloads.withMapper(
            Payloads.newMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
    assertThatThrownBy(() -> strict.read(payload("{\"cost\":\"SECRET\"}"), Line.class, "line"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("at $.cost the JSON has a property that is not known to")
        .hasMessageNotContaining("SECRET");
  }

  @Test
  void writingTellsWhereAndWhy() {
    assertThatThrownBy(() -> payloads.write("SECRET", Line.class, "line"))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith("line cannot be written as " + Line.class.getName())
        .hasMessageContaining("Incompatible types")
        .hasMessageNotContaining("SECRET");
    assertThatThrownBy(() -> payloads.write(new Throwing(), Throwing.class, "value"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("at $.items the mapping fails with java.lang.IllegalStateException")
        .hasMessageNotContaining("SECRET");
    Cyclic cyclic = new Cyclic();
    cyclic.items.add(cyclic);
    assertThatThrownBy(() -> payloads.write(cyclic, Cyclic.class, "value"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("at $.items[0].items[0]")
        .hasMessageContaining("… the value is nested too deep, or contains itself");
    assertThatThrownBy(
            () ->
                payloads
                    .withMapper(new ObjectMapper())
                    .write(List.of(Instant.EPOCH), List.class, "times"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("at $[0] there is no way to write the type: Java 8 date/time");
  }

  @Test
  void undeclaredTypeThatIsGone() {
    Payload gone = new Payload(ByteBuffer.wrap(new byte[0]), "json", "com.acme.Gone");
    Payloads allowing = payloads.withTypes("com.acme.*");
    assertThatThrownBy(() -> allowing.readUndeclared(gone, "the value"))
        .isInstanceOf(PayloadException.class)
        .hasMessage("the value has the type com.acme.Gone, which is not on the class path");
  }

  @Test
  void argumentsAreCountedAndNamed() throws NoSuchMethodException {
    Method call = Service.class.getMethod("call", String.class, int.class);
    assertThatThrownBy(() -> payloads.readArguments(call, List.of(payload("1")), "Service.call"))
        .isInstanceOf(PayloadException.class)
        .hasMessage("Service.call takes 2 arguments; the call has 1");
    assertThatThrownBy(
            () ->
                payloads.readArguments(
                    call, List.of(payload("\"a\""), payload("{}")), "Service.call"))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith("argument 2 of Service.call cannot be read as int: at $ ");
  }

  @Test
  void valuesOverTheLimit() throws NoSuchMethodException {
    Payloads small = payloads.withLimit(20);
    assertThat(small.write("x".repeat(18), String.class, "text").bytes().remaining()).isEqualTo(20);
    assertThatThrownBy(() -> small.write("x".repeat(19), String.class, "text"))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageStartingWith("text takes 21 bytes; the limit is 20.");
    Method call = Service.class.getMethod("call", String.class, int.class);
    assertThatThrownBy(
            () -> small.writeArguments(call, List.of("x".repeat(17), 10), "Service.call"))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageStartingWith("all arguments of Service.call takes 21 bytes");
    assertThatThrownBy(() -> payloads.withLimit(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mapperOfAnotherFormat() {
    JsonFactory other =
        new JsonFactory() {
          @Override
          public String getFormatName() {
            return "CBOR";
          }
        };
    assertThatThrownBy(() -> payloads.withMapper(new ObjectMapper(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the mapper writes CBOR, not JSON");
  }

  private static String name(Class<?> type) {
    return type.getName();
  }

  private static Payload payload(String json) {
    return new Payload(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), "json", null);
  }
}

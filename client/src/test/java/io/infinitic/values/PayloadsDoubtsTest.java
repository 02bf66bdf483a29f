package io.infinitic.values;

import static io.infinitic.values.RoundTrips.assertComesBack;
import static io.infinitic.values.RoundTrips.assertIsRefused;
import static io.infinitic.values.RoundTrips.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infinitic.schemas.Payload;
import io.infinitic.values.RoundTrips.Box;
import java.io.File;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Calendar;
import java.util.Collections;
import java.util.Comparator;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.SimpleTimeZone;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Jackson writes less of, or so that it is read as something else, without telling. */
class PayloadsDoubtsTest {

  record Id(String value) {}

  record Decimals(double one, Double other, double[] more) {}

  record Failed(CodeException error) {}

  /** Its message is made of its code, which is set when it is read. */
  public static final class CodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;

    public CodeException() {
      this(0);
    }

    public CodeException(int code) {
      super("code " + code);
      this.code = code;
    }

    public int getCode() {
      return code;
    }
  }

  private static Calendar calendar(String zone) {
    Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone(zone));
    calendar.setTimeInMillis(1_000_000_000_000L);
    return calendar;
  }

  private static <K> Map<K, Integer> backwards(TreeMap<K, Integer> map, K key) {
    map.put(key, 1);
    return map;
  }

  private static <C extends java.util.Collection<String>> C with(C all, String... elements) {
    all.addAll(List.of(elements));
    return all;
  }

  static Stream<Arguments> kept() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("long", new BigDecimal("123456789.123456789123456789")).put("half", 1.5);
    Properties properties = new Properties();
    properties.setProperty("a", "b");
    return Stream.of(
        Arguments.of(JsonNode.class, DecimalNode.valueOf(new BigDecimal("0.10"))),
        Arguments.of(JsonNode.class, DoubleNode.valueOf(1.5)),
        Arguments.of(JsonNode.class, DoubleNode.valueOf(1e300)),
        Arguments.of(JsonNode.class, DoubleNode.valueOf(0.0)),
        Arguments.of(Object.class, -0.0),
        Arguments.of(float[].class, new float[] {1, Float.NaN, -0.0f}),
        Arguments.of(
            type(new TypeReference<Map<String, Object>>() {}), Map.of("f", List.of(1.5, 2.5))),
        Arguments.of(type(new TypeReference<Map<String, Double>>() {}), Map.of("a", -0.0)),
        Arguments.of(ObjectNode.class, object),
        Arguments.of(type(new TypeReference<Box<JsonNode>>() {}), new Box<>(object)),
        Arguments.of(Object.class, 1e300),
        Arguments.of(type(new TypeReference<Map<String, Object>>() {}), Map.of("a", 0.1)),
        Arguments.of(type(new TypeReference<Map<String, Double>>() {}), Map.of("a", Double.NaN)),
        Arguments.of(
            type(new TypeReference<List<Double>>() {}), List.of(1.0, Double.NEGATIVE_INFINITY)),
        Arguments.of(
            type(new TypeReference<SortedMap<String, Integer>>() {}),
            new TreeMap<>(Map.of("a", 1))),
        Arguments.of(
            type(new TypeReference<SortedSet<String>>() {}),
            with(new TreeSet<String>(Comparator.naturalOrder()), "a", "b")),
        Arguments.of( // which is read as one that is not sorted, but equal
            type(new TypeReference<Map<String, Integer>>() {}),
            backwards(new TreeMap<>(Comparator.reverseOrder()), "a")),
        Arguments.of(type(new TypeReference<Map<Object, Integer>>() {}), Map.of("a", 1)),
        Arguments.of(type(new TypeReference<Map<Integer, Integer>>() {}), Map.of(1, 1)),
        Arguments.of(Calendar.class, calendar("UTC")),
        Arguments.of(TimeZone.class, TimeZone.getTimeZone("Europe/Paris")),
        Arguments.of(Path.class, Path.of("/a/b")),
        Arguments.of(File.class, new File("/a/b")),
        Arguments.of(Properties.class, properties));
  }

  static Stream<Arguments> refused() {
    Properties defaults = new Properties();
    defaults.setProperty("a", "b");
    Properties numbers = new Properties();
    numbers.put("a", 1);
    Map<Object, Integer> colliding = new LinkedHashMap<>();
    colliding.put(1, 1);
    colliding.put("1", 2);
    java.sql.Timestamp timestamp = java.sql.Timestamp.valueOf("2020-01-01 00:00:00.123456789");
    ObjectNode negative = JsonNodeFactory.instance.objectNode();
    negative.putArray("all").add(1).add(-0.0);
    Type anyKey = type(new TypeReference<Map<Object, Integer>>() {});
    return Stream.of(
        Arguments.of(Object.class, Double.NaN, "at $ "),
        Arguments.of(Object.class, Float.NEGATIVE_INFINITY, "at $ "),
        Arguments.of(Object.class, new double[] {1, Double.NaN}, "at $ "),
        Arguments.of(Object.class, new float[] {Float.NaN}, "at $ "),
        Arguments.of(
            type(new TypeReference<List<Object>>() {}),
            List.of(1, new float[] {Float.NEGATIVE_INFINITY}),
            "at $[1] "),
        Arguments.of(JsonNode.class, DoubleNode.valueOf(-0.0), "at $ "),
        Arguments.of(JsonNode.class, FloatNode.valueOf(Float.NaN), "at $ "),
        Arguments.of(ObjectNode.class, negative, "at $ "),
        Arguments.of(
            type(new TypeReference<Box<JsonNode>>() {}), new Box<>(negative), "at $.content "),
        Arguments.of(
            type(new TypeReference<Map<String, Object>>() {}),
            Map.of("x", List.of(1, Double.POSITIVE_INFINITY)),
            "at $[*][1] "),
        Arguments.of(
            type(new TypeReference<Box<Object>>() {}), new Box<>(Double.NaN), "at $.content "),
        Arguments.of(anyKey, Map.of(new Id("x"), 1), "at $"),
        Arguments.of(anyKey, Map.of(new Object(), 1), "at $"),
        Arguments.of(anyKey, Map.of(1, 1), "at $"),
        Arguments.of(anyKey, colliding, "at $"),
        Arguments.of(
            type(new TypeReference<Map<String, Object>>() {}),
            Map.of("m", Map.of(1, 1)),
            "at $[*]"),
        Arguments.of(Calendar.class, calendar("Asia/Tokyo"), "at $ "),
        Arguments.of(java.sql.Timestamp.class, timestamp, "at $ "),
        Arguments.of(Pattern.class, Pattern.compile("a", Pattern.CASE_INSENSITIVE), "at $ "),
        Arguments.of(Path.class, Path.of("a/b"), "at $ "),
        Arguments.of(
            type(new TypeReference<Box<Path>>() {}), new Box<>(Path.of("a")), "$.content "),
        Arguments.of(File.class, new File("a/b"), "at $ "),
        Arguments.of(
            type(new TypeReference<SortedMap<String, Integer>>() {}),
            backwards(new TreeMap<>(Comparator.reverseOrder()), "a"),
            "at $ "),
        Arguments.of(
            type(new TypeReference<Box<SortedSet<String>>>() {}),
            new Box<>(with(new TreeSet<>(String.CASE_INSENSITIVE_ORDER), "a")),
            "at $.content "),
        Arguments.of(
            type(new TypeReference<PriorityQueue<String>>() {}),
            with(new PriorityQueue<String>(Comparator.reverseOrder()), "a"),
            "at $ "),
        Arguments.of(TimeZone.class, new SimpleTimeZone(1_234_567, "X"), "at $ "),
        Arguments.of(Properties.class, new Properties(defaults), "at $ "),
        Arguments.of(Properties.class, numbers, "at $ "),
        Arguments.of(CodeException.class, new CodeException(42), "at $ "),
        Arguments.of(Failed.class, new Failed(new CodeException(42)), "at $.error "),
        Arguments.of(Exception.class, new CodeException(42), "at $.code "));
  }

  private final Payloads payloads = Payloads.defaults();

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kept")
  void comesBack(Type type, Object value) {
    assertComesBack(type, value);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("refused")
  void isRefusedWhereItIsWritten(Type type, Object value, String where) {
    assertIsRefused(type, value, where);
  }

  @Test
  @SuppressWarnings("unchecked") // it is read as the type that is named
  void manySpecialDecimals() {
    List<Double> many = Collections.nCopies(300_000, Double.NaN);
    Type type = type(new TypeReference<List<Double>>() {});
    List<Double> read =
        assertTimeout(
            Duration.ofSeconds(30),
            () -> {
              Payload payload = payloads.write(many, type, "value");
              return (List<Double>) payloads.read(payload, type, "value");
            });
    assertThat(read.equals(many)).isTrue();
  }

  @Test
  void sqlDatesAreOfTheZoneOfTheJvm() {
    TimeZone before = TimeZone.getDefault();
    Type row = type(new TypeReference<Map<String, Object>>() {});
    try {
      for (String zone : List.of("America/New_York", "Asia/Tokyo")) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        java.sql.Date date = java.sql.Date.valueOf("2020-01-01");
        isRefusedWhereItIsWritten(java.sql.Date.class, date, "at $ ");
        isRefusedWhereItIsWritten(
            type(new TypeReference<Box<java.sql.Date>>() {}), new Box<>(date), "at $.content ");
        Payload payload = payloads.write(Map.of("day", date), row, "value");
        assertThat(payloads.read(payload, row, "value")).isEqualTo(Map.of("day", "2020-01-01"));
      }
      TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
      comesBack(java.sql.Date.class, java.sql.Date.valueOf("2020-01-01"));
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void notesOfAValueEndWithIt() {
    Type type = type(new TypeReference<List<Double>>() {});
    comesBack(type, List.of(1.0, Double.NaN)); // it is written again, to compare the notes
    assertThat(Board.isAgain()).isFalse();
  }

  @Test
  void declaredDecimalsMayBeSpecial() {
    Decimals decimals =
        new Decimals(Double.NaN, Double.POSITIVE_INFINITY, new double[] {1, Double.NaN});
    Payload payload = payloads.write(decimals, Decimals.class, "value");
    Decimals back = (Decimals) payloads.read(payload, Decimals.class, "value");
    assertThat(back.one()).isNaN();
    assertThat(back.other()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(back.more()).isEqualTo(new double[] {1, Double.NaN});
  }
}

package io.infinitic.values;

import static io.infinitic.values.RoundTrips.assertComesBack;
import static io.infinitic.values.RoundTrips.assertIsRefused;
import static io.infinitic.values.RoundTrips.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.type.TypeReference;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.schemas.Payload;
import io.infinitic.values.RoundTrips.Box;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written comes back as it was, or is refused where it is written, with its place. */
class PayloadsFidelityTest {

  record Line(String article, BigDecimal price) {}

  sealed interface Animal permits Cat, Dog, Fish {}

  record Cat(int lives) implements Animal {}

  record Dog(String name) implements Animal {}

  sealed interface Fish extends Animal permits Carp {}

  record Carp(double weight) implements Fish {}

  interface Open {}

  record Opened(int number) implements Open {}

  record Holder(Open open, List<Open> more) {}

  enum Level {
    LOW {
      @Override
      int value() {
        return 1;
      }
    },
    HIGH {
      @Override
      int value() {
        return 2;
      }
    };

    abstract int value();
  }

  static class Point {
    private int x;
    private int y;

    public int getX() {
      return x;
    }

    public void setX(int x) {
      this.x = x;
    }

    public int getY() {
      return y;
    }

    public void setY(int y) {
      this.y = y;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Point point && point.x == x && point.y == y;
    }

    @Override
    public int hashCode() {
      return x + y;
    }
  }

  static final class NamedPoint extends Point {
    public String name = "n";
  }

  static final class Fluent {
    private final String name = "x";

    public String name() {
      return name;
    }
  }

  static final class Partly {
    public int seen = 1;
    private final String hidden = "x";

    public String hidden() {
      return hidden;
    }
  }

  static final class Ignoring {
    public int seen = 1;
    @JsonIgnore private final String hidden = "x";
    private final transient String cached = "y";
    private int hash;

    @Override
    public boolean equals(Object other) {
      return other instanceof Ignoring ignoring && ignoring.seen == seen && cached != null;
    }

    @Override
    public int hashCode() {
      hash = seen + hidden.length();
      return hash;
    }
  }

  static final class Money {
    private final long cents;

    private Money(long cents) {
      this.cents = cents;
    }

    @JsonCreator
    static Money of(String text) {
      return new Money(Long.parseLong(text));
    }

    @JsonValue
    String text() {
      return "" + cents;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Money money && money.cents == cents;
    }

    @Override
    public int hashCode() {
      return (int) cents;
    }
  }

  static final class Created {
    private final int number;

    @JsonCreator
    Created(@JsonProperty("number") int value) {
      number = value;
    }

    @JsonProperty("number")
    int value() {
      return number;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Created created && created.number == number;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }

  static final class Temperature {
    private double kelvin;
    private boolean isExact = true;

    public double getCelsius() {
      return kelvin - 273;
    }

    public void setCelsius(double celsius) {
      kelvin = celsius + 273;
    }

    public boolean isExact() {
      return isExact;
    }

    public void setExact(boolean exact) {
      isExact = exact;
    }

    public String getText() { // computed
      return getCelsius() + " C";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Temperature it && it.kelvin == kelvin && it.isExact == isExact;
    }

    @Override
    public int hashCode() {
      return (int) kelvin;
    }
  }

  @JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
  static final class ByFields {
    private int number = 3;

    @Override
    public boolean equals(Object other) {
      return other instanceof ByFields it && it.number == number;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }

  static final class Empty {
    @Override
    public boolean equals(Object other) {
      return other instanceof Empty;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  static final class Tagged extends ArrayList<String> {
    private static final long serialVersionUID = 1L;
    final String tag = "x";
  }

  private static final String LONG_DECIMAL = "123456789.123456789123456789";

  static Stream<Arguments> kept() {
    Point point = new Point();
    point.setX(3);
    Temperature warm = new Temperature();
    warm.setCelsius(21);
    Map<String, Object> numbers = new HashMap<>();
    numbers.put("long", new BigDecimal(LONG_DECIMAL));
    numbers.put("zeros", new BigDecimal("0.10"));
    numbers.put("big", new BigInteger("9".repeat(200)));
    numbers.put("double", 1.5);
    numbers.put("int", 7);
    return Stream.of(
        Arguments.of(Duration.class, Duration.ofMillis(-1_500)),
        Arguments.of(Duration.class, Duration.ofSeconds(-1, -1)),
        Arguments.of(Duration.class, Duration.ofMillis(-2_750)),
        Arguments.of(Duration.class, Duration.ofMillis(-500)),
        Arguments.of(Duration.class, Duration.ofSeconds(-3)),
        Arguments.of(Duration.class, Duration.ofSeconds(Long.MIN_VALUE, 1)),
        Arguments.of(Duration.class, Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)),
        Arguments.of(Period.class, Period.of(-1, 2, -3)),
        Arguments.of(Year.class, Year.of(2026)),
        Arguments.of(YearMonth.class, YearMonth.of(2026, 2)),
        Arguments.of(MonthDay.class, MonthDay.of(2, 29)),
        Arguments.of(Month.class, Month.MAY),
        Arguments.of(LocalTime.class, LocalTime.of(1, 2, 3, 4)),
        Arguments.of(LocalDateTime.class, LocalDateTime.of(2026, 1, 2, 3, 4)),
        Arguments.of(LocalDate.class, LocalDate.MAX),
        Arguments.of(OffsetTime.class, OffsetTime.of(1, 2, 3, 4, ZoneOffset.ofHours(-7))),
        Arguments.of(OffsetDateTime.class, OffsetDateTime.parse("2026-01-02T03:04:05.1+05:30")),
        Arguments.of(ZoneId.class, ZoneId.of("Europe/Paris")),
        Arguments.of(ZoneOffset.class, ZoneOffset.ofHoursMinutes(5, 30)),
        Arguments.of(
            ZonedDateTime.class, ZonedDateTime.parse("2026-07-02T03:04:05+02:00[Europe/Paris]")),
        Arguments.of(Instant.class, Instant.parse("-0001-01-01T00:00:00.000000001Z")),
        Arguments.of(BigDecimal.class, new BigDecimal("1E+400")),
        Arguments.of(BigDecimal.class, new BigDecimal("0.10")),
        Arguments.of(BigInteger.class, new BigInteger("-" + "8".repeat(900))),
        Arguments.of(Number.class, new BigDecimal(LONG_DECIMAL)),
        Arguments.of(Object.class, new BigDecimal("0.10")),
        Arguments.of(type(new TypeReference<Map<String, Object>>() {}), numbers),
        Arguments.of(double.class, Double.NaN),
        Arguments.of(char.class, '\u20ac'),
        Arguments.of(ByteBuffer.class, ByteBuffer.wrap(new byte[] {1, -1})),
        Arguments.of(Level.class, Level.HIGH),
        Arguments.of(
            type(new TypeReference<Map<Level, Level>>() {}), Map.of(Level.LOW, Level.HIGH)),
        Arguments.of(
            type(new TypeReference<Box<Box<Line>>>() {}),
            new Box<>(new Box<>(new Line("pen", BigDecimal.TEN)))),
        Arguments.of(Animal.class, new Cat(9)),
        Arguments.of(Animal.class, new Carp(2.5)),
        Arguments.of(Fish.class, new Carp(2.5)),
        Arguments.of(Cat.class, new Cat(9)),
        Arguments.of(type(new TypeReference<List<Animal>>() {}), List.of(new Cat(1), new Dog("d"))),
        Arguments.of(
            type(new TypeReference<Box<Optional<Animal>>>() {}),
            new Box<>(Optional.of(new Cat(1)))),
        Arguments.of(
            type(new TypeReference<Optional<Optional<String>>>() {}),
            Optional.of(Optional.of("x"))),
        Arguments.of(Holder.class, new Holder(null, List.of())),
        Arguments.of(Point.class, point),
        Arguments.of(Ignoring.class, new Ignoring()),
        Arguments.of(Money.class, Money.of("12")),
        Arguments.of(Created.class, new Created(4)),
        Arguments.of(Temperature.class, warm),
        Arguments.of(ByFields.class, new ByFields()),
        Arguments.of(Empty.class, new Empty()),
        Arguments.of(Serializable.class, "text"),
        Arguments.of(Comparable.class, 12),
        Arguments.of(
            type(new TypeReference<Map<DayOfWeek, Long>>() {}), Map.of(DayOfWeek.FRIDAY, 1L)),
        Arguments.of(
            type(new TypeReference<Map<Instant, String>>() {}), Map.of(Instant.EPOCH, "a")));
  }

  static Stream<Arguments> refused() {
    Supplier<String> lambda = () -> "x";
    NamedPoint named = new NamedPoint();
    return Stream.of(
        Arguments.of(Versioned.class, Versioned.of(7), "at $", "version"),
        Arguments.of(Rated.class, new Rated(), "at $ the JSON of", "the field hashRate"),
        Arguments.of(Fluent.class, new Fluent(), "at $ the JSON of", "the field name"),
        Arguments.of(Partly.class, new Partly(), "at $ the JSON of", "the field hidden"),
        Arguments.of(
            type(new TypeReference<List<Object>>() {}),
            List.of(1, new Partly()),
            "at $[1] the JSON of",
            "hidden"),
        Arguments.of(
            type(new TypeReference<Map<Line, String>>() {}),
            Map.of(new Line("a", null), "b"),
            "at $",
            "no way to read keys of the type"),
        Arguments.of(
            type(new TypeReference<Box<Map<Object, String>>>() {}),
            new Box<>(Map.of(new Line("a", null), "b")),
            "at $.content",
            "no way to read keys of the type"),
        Arguments.of(Holder.class, new Holder(new Opened(1), null), "at $.open", "it is abstract"),
        Arguments.of(
            Holder.class, new Holder(null, List.of(new Opened(1))), "at $.more[0]", "abstract"),
        Arguments.of(
            type(new TypeReference<Optional<Optional<String>>>() {}),
            Optional.of(Optional.empty()),
            "at $",
            "an Optional with an empty Optional"),
        Arguments.of(BigInteger.class, new BigInteger("9".repeat(1_100)), "at $", "longer number"),
        Arguments.of(
            type(new TypeReference<Map<String, Integer>>() {}),
            Map.of("k".repeat(60_000), 1),
            "at $",
            "longer"),
        Arguments.of(Object.class, nested(700), "at $[0][0]", "nested too deep"),
        Arguments.of(Object.class, lambda, "at $", "a lambda is no value"),
        Arguments.of(Object.class, List.of(Stream.of(1)), "at $[0]", "BaseStream"),
        Arguments.of(Object.class, Map.of("a", Executors.newCachedThreadPool()), "at $[*]", "Exec"),
        Arguments.of(Object.class, Thread.currentThread(), "at $", "a Thread is no value"),
        Arguments.of(Object.class, new java.net.Socket(), "at $", "java.net.Socket"),
        Arguments.of(Object.class, new CompletableFuture<>(), "at $", "Future"),
        Arguments.of(BitSet.class, new BitSet(), "at $", "java.util.BitSet"),
        Arguments.of(Tagged.class, new Tagged(), "at $", "the field tag"),
        Arguments.of(Point.class, named, "at $.name", "would not come back"),
        Arguments.of(
            type(new TypeReference<List<Point>>() {}), List.of(named), "at $[0].name", "come back"),
        Arguments.of(int.class, null, "at $", "null"));
  }

  static Stream<Arguments> unread() {
    return Stream.of(
        Arguments.of(int.class, "1.5"),
        Arguments.of(int.class, "null"),
        Arguments.of(int.class, "\"12\""),
        Arguments.of(int.class, "1 trailing"),
        Arguments.of(int.class, "1 2"),
        Arguments.of(long[].class, "[1,null]"),
        Arguments.of(boolean.class, "1"),
        Arguments.of(DayOfWeek.class, "1"),
        Arguments.of(DayOfWeek.class, "\"1\""),
        Arguments.of(Cat.class, "{\"lives\":1.5}"),
        Arguments.of(Cat.class, "{\"lives\":null}"),
        Arguments.of(Animal.class, "{\"lives\":1}"));
  }

  private final Payloads payloads = Payloads.defaults();

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kept")
  void comesBack(Type type, Object value) {
    assertComesBack(type, value);
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("refused")
  void isRefusedWhereItIsWritten(Type type, Object value, String where, String why) {
    assertIsRefused(type, value, where, why);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("unread")
  void isNotMadeToFit(Type type, String json) {
    assertThatThrownBy(() -> payloads.read(payload(json), type, "value"))
        .isInstanceOf(PayloadException.class);
  }

  @Test
  void lenientMapperMakesItFit() {
    Payloads lenient = payloads.withMapper(Payloads.newLenientMapper());
    assertThat(lenient.read(payload("1.5"), int.class, "value")).isEqualTo(1);
    assertThat(lenient.read(payload("null"), int.class, "value")).isEqualTo(0);
    assertThat(lenient.read(payload("\"12\""), int.class, "value")).isEqualTo(12);
    assertThat(lenient.read(payload("1 2"), int.class, "value")).isEqualTo(1);
    assertThat(lenient.read(payload("4"), DayOfWeek.class, "value")).isEqualTo(DayOfWeek.FRIDAY);
  }

  @Test
  void whatIsMissingIsEmpty() {
    assertThat(payloads.read(payload("{}"), Cat.class, "value")).isEqualTo(new Cat(0));
    assertThat(payloads.read(payload("{}"), Point.class, "value")).isEqualTo(new Point());
  }

  @Test
  void durationsThatWereWrittenAsNumbers() {
    assertThat(payloads.read(payload("1.500000000"), Duration.class, "value"))
        .isEqualTo(Duration.ofMillis(1_500));
    assertThat(payloads.json(payloads.write(Duration.ofMillis(1_500), Duration.class, ""), ""))
        .isEqualTo("1.500000000");
  }

  private static Object nested(int depth) {
    List<Object> outer = new ArrayList<>();
    List<Object> at = outer;
    for (int i = 1; i < depth; i++) {
      List<Object> inner = new ArrayList<>();
      at.add(inner);
      at = inner;
    }
    return outer;
  }

  private static Payload payload(String json) {
    return new Payload(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), "json", null);
  }

  public static class Base {
    private int number = 1;

    public int getNumber() {
      return number;
    }

    public void setNumber(int number) {
      this.number = number;
    }
  }

  public static class Versioned extends Base {
    @com.fasterxml.jackson.annotation.JsonProperty(
        access = com.fasterxml.jackson.annotation.JsonProperty.Access.READ_ONLY)
    private long version;

    static Versioned of(long version) {
      Versioned made = new Versioned();
      made.version = version;
      return made;
    }

    public long getVersion() {
      return version;
    }
  }

  public static class Rated {
    private final int hashRate = 42;
    private String name = "x";

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }
  }

  public record Attempted(boolean ok, Exception error) {}

  @Test
  void exceptionsAreValues() {
    Payload payload =
        payloads.write(
            new Attempted(false, new IllegalStateException("broken")), Attempted.class, "value");
    Attempted read = (Attempted) payloads.read(payload, Attempted.class, "value");
    assertThat(read.error()).hasMessage("broken");
    assertThat(read.error().getStackTrace()).isNotEmpty();
  }

  /** As libraries have them: it keeps its elements itself. */
  public static class OwnMap<V> extends java.util.AbstractMap<String, V> {
    private final java.util.TreeMap<String, V> target = new java.util.TreeMap<>();

    @Override
    public V put(String key, V value) {
      return target.put(key, value);
    }

    @Override
    public java.util.Set<Entry<String, V>> entrySet() {
      return target.entrySet();
    }
  }

  @Test
  void mapsOfLibrariesAreMaps() {
    OwnMap<Integer> own = new OwnMap<>();
    own.put("a", 1);
    var type = type(new TypeReference<Box<Map<String, Integer>>>() {});
    Payload payload = payloads.write(new Box<Map<String, Integer>>(own), type, "value");
    assertThat(payloads.read(payload, type, "value")).isEqualTo(new Box<>(Map.of("a", 1)));
  }
}

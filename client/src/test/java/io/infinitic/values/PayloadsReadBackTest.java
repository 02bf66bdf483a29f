package io.infinitic.values;

import static io.infinitic.values.RoundTrips.assertComesBack;
import static io.infinitic.values.RoundTrips.assertIsRefused;
import static io.infinitic.values.RoundTrips.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.schemas.Payload;
import io.infinitic.values.RoundTrips.Box;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAdjuster;
import java.time.temporal.TemporalAmount;
import java.time.temporal.TemporalUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Types that look as if they were known, but whose values may not come back. */
class PayloadsReadBackTest {

  sealed interface Shape permits Circle, Square, Kind {}

  record Circle(double radius) implements Shape {}

  record Square(int side) implements Shape {}

  enum Kind implements Shape {
    PLAIN,
    WITH_BODY {
      @Override
      int sides() {
        return 3;
      }
    };

    int sides() {
      return 0;
    }
  }

  sealed interface Result<T> permits Good, Bad {}

  record Good<T>(T value) implements Result<T> {}

  record Bad<T>(String reason) implements Result<T> {}

  sealed interface Nest<T> permits Leaf, Deeper {}

  record Leaf<T>(String name) implements Nest<T> {}

  /** Its type goes on without end. */
  record Deeper<T>(Nest<List<T>> next) implements Nest<T> {}

  /** Of this, Jackson knows no end either. */
  record Endless<T>(Endless<List<T>> next) {}

  /** It has more than its message. */
  public static final class ImportException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private Map<Integer, String> lines = Map.of();
    private List<Shape> shapes = List.of();

    public ImportException(String message) {
      super(message);
    }

    public Map<Integer, String> getLines() {
      return lines;
    }

    public void setLines(Map<Integer, String> lines) {
      this.lines = lines;
    }

    public List<Shape> getShapes() {
      return shapes;
    }

    public void setShapes(List<Shape> shapes) {
      this.shapes = shapes;
    }
  }

  record Version(int number) implements Comparable<Version> {
    @Override
    public int compareTo(Version other) {
      return Integer.compare(number, other.number);
    }
  }

  record Range<T extends Comparable<T>>(T low, T high) {}

  sealed interface Event permits Moved {}

  record Moved(Temporal at) implements Event {}

  interface Generic {
    <T extends Comparable<T>> T max(List<T> all);

    <E extends Enum<E>> E same(E constant, List<E> all);

    <T> T[] array(T[] all);
  }

  static Stream<Arguments> kept() {
    return Stream.of(
        Arguments.of(type(new TypeReference<Result<Shape>>() {}), new Good<>(new Square(1))),
        Arguments.of(type(new TypeReference<Result<Shape>>() {}), new Bad<>("no")),
        Arguments.of(
            type(new TypeReference<Result<List<Shape>>>() {}),
            new Good<>(List.of(new Square(1), Kind.PLAIN))),
        Arguments.of(
            type(new TypeReference<Result<Optional<Shape>>>() {}),
            new Good<>(Optional.of(new Square(1)))),
        Arguments.of(
            type(new TypeReference<Result<Result<Integer>>>() {}), new Good<>(new Good<>(1))),
        Arguments.of(
            type(new TypeReference<List<Result<Shape>>>() {}), List.of(new Good<>(new Square(1)))),
        Arguments.of(
            type(new TypeReference<Nest<String>>() {}),
            new Deeper<>(new Deeper<>(new Leaf<>("a")))),
        Arguments.of(Shape.class, Kind.PLAIN),
        Arguments.of(Shape.class, Kind.WITH_BODY),
        Arguments.of(type(new TypeReference<Box<Shape>>() {}), new Box<>(Kind.WITH_BODY)),
        Arguments.of(
            type(new TypeReference<Map<String, Optional<Shape>>>() {}),
            Map.of("a", Optional.of(Kind.WITH_BODY))),
        Arguments.of(
            type(new TypeReference<Set<Shape>>() {}),
            Set.of(Kind.WITH_BODY, new Square(1), new Circle(2), Kind.PLAIN)),
        Arguments.of(Number.class, Double.NaN),
        Arguments.of(
            type(new TypeReference<List<Number>>() {}), List.of(1, Double.NEGATIVE_INFINITY)),
        Arguments.of(
            type(new TypeReference<Box<Number>>() {}), new Box<>(Double.POSITIVE_INFINITY)),
        Arguments.of(Comparable.class, "text"),
        Arguments.of(Range.class, new Range<>(1, 2)),
        Arguments.of(
            type(new TypeReference<Range<Version>>() {}),
            new Range<>(new Version(1), new Version(2))),
        Arguments.of(
            type(new TypeReference<Map<YearMonth, String>>() {}),
            Map.of(YearMonth.of(2026, 2), "a")));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(type(new TypeReference<Endless<String>>() {}), new Endless<>(null), "at $ "),
        Arguments.of(Temporal.class, LocalDate.EPOCH, "at $ "),
        Arguments.of(TemporalAccessor.class, Instant.EPOCH, "at $ "),
        Arguments.of(TemporalUnit.class, ChronoUnit.DAYS, "at $ "),
        Arguments.of(TemporalAmount.class, Period.ofDays(1), "at $ "),
        Arguments.of(TemporalAdjuster.class, LocalDate.EPOCH, "at $ "),
        Arguments.of(
            type(new TypeReference<Box<Temporal>>() {}), new Box<>(Instant.EPOCH), "at $.content "),
        Arguments.of(
            type(new TypeReference<Box<TemporalAmount>>() {}),
            new Box<>(Duration.ZERO),
            "at $.content "),
        Arguments.of(
            type(new TypeReference<List<TemporalUnit>>() {}), List.of(ChronoUnit.DAYS), "at $[0] "),
        Arguments.of(Event.class, new Moved(Instant.EPOCH), "at $.at "),
        Arguments.of(
            type(new TypeReference<Result<Temporal>>() {}),
            new Good<>(Instant.EPOCH),
            "at $.value "),
        Arguments.of(Comparable.class, new Version(1), "at $ "),
        Arguments.of(
            type(new TypeReference<List<Comparable<?>>>() {}), List.of(new Version(1)), "at $[0] "),
        Arguments.of(Range.class, new Range<>(new Version(1), new Version(2)), "at $.low "),
        Arguments.of(
            type(new TypeReference<Map<YearMonth, String>>() {}),
            Map.of(YearMonth.of(12345, 1), "a"),
            "at $ "));
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
  void variableThatIsOnlyComparable() {
    Method max = method("max");
    List<Payload> written = payloads.writeArguments(max, List.of(List.of(1, 3)), "max");
    assertThat(payloads.readArguments(max, written, "max")).containsExactly(List.of(1, 3));
    assertThatThrownBy(() -> payloads.writeArguments(max, List.of(List.of(new Version(1))), "max"))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith("argument 1 of max cannot be written as ")
        .hasMessageContaining("at $[0] the JSON does not fit the type java.lang.Comparable");
  }

  @Test
  void variableThatIsAnyEnum() {
    Method same = method("same");
    assertThatThrownBy(() -> payloads.writeArguments(same, List.of(Kind.PLAIN, List.of()), "same"))
        .isInstanceOf(PayloadException.class)
        .hasMessage(
            "argument 1 of same cannot be written as java.lang.Enum: nothing tells which enum it is: declare that instead of a type variable");
    assertThatThrownBy(
            () -> payloads.write(List.of(Kind.PLAIN), same.getGenericParameterTypes()[1], "value"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("nothing tells which enum it is");
  }

  @Test
  void propertiesOfExceptionsAreWhatTheyDeclare() {
    ImportException thrown = new ImportException("broken");
    thrown.setLines(Map.of(3, "a"));
    thrown.setShapes(List.of(new Square(1), Kind.PLAIN));
    Payload payload = payloads.write(thrown, ImportException.class, "value");
    ImportException read = (ImportException) payloads.read(payload, ImportException.class, "value");
    assertThat(read).hasMessage("broken");
    assertThat(read.getLines()).isEqualTo(thrown.getLines());
    assertThat(read.getShapes()).isEqualTo(thrown.getShapes());
  }

  @Test
  void arrayOfAVariable() {
    Method array = method("array");
    List<Object> arguments = List.of((Object) new Object[] {1, "a"});
    List<Payload> written = payloads.writeArguments(array, arguments, "array");
    assertThat((Object[]) payloads.readArguments(array, written, "array")[0])
        .containsExactly(1, "a");
  }

  private static Method method(String name) {
    return Stream.of(Generic.class.getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}

package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.infinitic.schemas.Payload;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a method declares is what arrives, as an argument and as a result. */
class PayloadsTypesTest {

  record Line(String article, BigDecimal price) {}

  record Order(String id, List<Line> lines) {}

  record Page<T>(List<T> items, int next) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Circle.class, name = "circle"),
    @JsonSubTypes.Type(value = Square.class, name = "square")
  })
  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  static final class Tree extends ArrayList<Tree> {}

  static final class Shapes extends ArrayList<Optional<Shape>> {}

  record Drawing(Optional<Shape> frame, List<Optional<Shape>> shapes) {}

  /** One method per declared type, named after it. */
  @SuppressWarnings("unused") // called by reflection
  interface Declarations {
    Order record(Order value);

    List<Order> list(List<Order> value);

    Map<String, List<Line>> map(Map<String, List<Line>> value);

    Map<DayOfWeek, Order> enumKeys(Map<DayOfWeek, Order> value);

    Page<Order> genericRecord(Page<Order> value);

    Shape sealedRoot(Shape value);

    List<Shape> sealedList(List<Shape> value);

    List<? extends Shape> wildcard(List<? extends Shape> value);

    Map<String, Optional<Shape>> sealedDeep(Map<String, Optional<Shape>> value);

    Optional<Shape> sealedOptional(Optional<Shape> value);

    Optional<Shape>[] sealedOptionals(Optional<Shape>[] value);

    Drawing sealedInOptionalComponent(Drawing value);

    Shapes subclassOfList(Shapes value);

    Tree recursive(Tree value);

    Shape[] sealedArray(Shape[] value);

    Page<Shape> sealedInRecord(Page<Shape> value);

    <T extends Shape> T bounded(T value);

    Optional<Order> optional(Optional<Order> value);

    OptionalInt optionalInt(OptionalInt value);

    Instant instant(Instant value);

    Duration duration(Duration value);

    LocalDate date(LocalDate value);

    OffsetDateTime offset(OffsetDateTime value);

    ZonedDateTime zoned(ZonedDateTime value);

    byte[] bytes(byte[] value);

    int primitive(int value);

    char character(char value);

    boolean flag(boolean value);

    long[] primitives(long[] value);

    String[][] nestedArray(String[][] value);

    List<Order>[] genericArray(List<Order>[] value);

    DayOfWeek constant(DayOfWeek value);

    Void nothing(Void value);

    UUID uuid(UUID value);

    Object undeclared(Object value);
  }

  private static final Order ORDER =
      new Order("o-1", List.of(new Line("pen", new BigDecimal("1.20"))));
  private static final List<Shape> SHAPES = List.of(new Circle(1), new Square(2.5));

  private final Payloads payloads = Payloads.defaults();

  static Stream<Arguments> values() {
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<Order>[] lists = (List<Order>[]) new List[] {List.of(ORDER)};
    @SuppressWarnings({"unchecked", "rawtypes"})
    Optional<Shape>[] optionals = (Optional<Shape>[]) new Optional[] {Optional.of(new Square(1))};
    Shapes shapes = new Shapes();
    shapes.add(Optional.of(new Square(1)));
    Tree tree = new Tree();
    tree.add(new Tree());
    return Stream.of(
        Arguments.of("record", ORDER),
        Arguments.of("subclassOfList", shapes),
        Arguments.of("recursive", tree),
        Arguments.of("list", List.of(ORDER, ORDER)),
        Arguments.of("map", Map.of("a", ORDER.lines(), "b", List.of())),
        Arguments.of("enumKeys", Map.of(DayOfWeek.MONDAY, ORDER)),
        Arguments.of("genericRecord", new Page<>(List.of(ORDER), 2)),
        Arguments.of("sealedRoot", new Circle(3)),
        Arguments.of("sealedList", SHAPES),
        Arguments.of("wildcard", SHAPES),
        Arguments.of("sealedDeep", Map.of("a", Optional.of(new Square(1)), "b", Optional.empty())),
        Arguments.of("sealedOptional", Optional.of(new Square(1))),
        Arguments.of("sealedOptionals", optionals),
        Arguments.of(
            "sealedInOptionalComponent",
            new Drawing(Optional.of(new Square(1)), List.of(Optional.of(new Circle(2))))),
        Arguments.of("sealedArray", SHAPES.toArray(Shape[]::new)),
        Arguments.of("sealedInRecord", new Page<>(SHAPES, 1)),
        Arguments.of("bounded", new Square(4)),
        Arguments.of("optional", Optional.of(ORDER)),
        Arguments.of("optional", Optional.empty()),
        Arguments.of("optionalInt", OptionalInt.of(3)),
        Arguments.of("optionalInt", OptionalInt.empty()),
        Arguments.of("instant", Instant.parse("2026-01-02T03:04:05.123456789Z")),
        Arguments.of("duration", Duration.ofMillis(1_500)),
        Arguments.of("date", LocalDate.of(2026, 2, 28)),
        Arguments.of("zoned", ZonedDateTime.parse("2026-01-02T03:04:05Z[UTC]")),
        Arguments.of("zoned", ZonedDateTime.parse("2026-07-02T03:04:05+02:00[Europe/Paris]")),
        Arguments.of("offset", OffsetDateTime.parse("2026-01-02T03:04:05-07:00")),
        Arguments.of("bytes", new byte[] {0, -1, 127}),
        Arguments.of("primitive", 42),
        Arguments.of("character", 'x'),
        Arguments.of("flag", true),
        Arguments.of("primitives", new long[] {1, Long.MAX_VALUE}),
        Arguments.of("nestedArray", new String[][] {{"a"}, {}, {"b", null}}),
        Arguments.of("genericArray", lists),
        Arguments.of("constant", DayOfWeek.FRIDAY),
        Arguments.of("nothing", null),
        Arguments.of("uuid", new UUID(1, 2)),
        Arguments.of("undeclared", Map.of("a", List.of(1, "b"))),
        Arguments.of("record", null));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("values")
  void readBackAsDeclared(String name, @Nullable Object value) {
    Method method = method(Declarations.class, name);
    assertThat(throughArguments(Declarations.class, method, value)).isEqualTo(value);
    assertThat(throughResult(Declarations.class, method, value)).isEqualTo(value);
    Payload payload = payloads.write(value, method.getGenericReturnType(), name);
    assertThat(payloads.read(payload, method.getGenericReturnType(), name)).isEqualTo(value);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  sealed interface Step permits Up, Down {}

  record Up(int by) implements Step {}

  record Down(int by) implements Step {}

  @Test
  void sealedTypeNeedsNoListOfItsKinds() {
    Payloads payloads = Payloads.defaults();
    for (Step step : List.of(new Up(1), new Down(2))) {
      Payload written = payloads.write(step, Step.class, "a step");
      assertThat(payloads.read(written, Step.class, "a step")).isEqualTo(step);
      assertThat(Payloads.defaults().read(written, Step.class, "a step")).isEqualTo(step);
    }
  }

  @Test
  void declarationsAreAllTested() {
    assertThat(values().map(arguments -> arguments.get()[0]))
        .containsAll(Stream.of(Declarations.class.getMethods()).map(Method::getName).toList());
  }

  @Test
  void undeclaredValuesKeepTheirTypes() {
    Payloads payloads = Payloads.defaults().withTypesBeside(getClass());
    for (Object value :
        List.of(ORDER, SHAPES.get(0), List.of(ORDER), Map.of("a", List.of(ORDER)), 3L, "text")) {
      Payload payload = payloads.writeUndeclared(value, "value");
      assertThat(payloads.readUndeclared(payload, "value")).isEqualTo(value);
    }
    assertThat(payloads.readUndeclared(payloads.writeUndeclared(null, "value"), "value")).isNull();
  }

  @Test
  void customMapper() {
    ObjectMapper mapper =
        Payloads.newMapper().setPropertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE);
    Payloads custom = payloads.withMapper(mapper);
    mapper.setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);
    Payload payload = custom.write(new Square(1), Square.class, "square");
    assertThat(json(payload)).contains("\"Side\":1.0");
    assertThat(custom.read(payload, Square.class, "square")).isEqualTo(new Square(1));
    assertThat(json(payloads.write(new Square(1), Square.class, "square"))).contains("\"side\"");
  }

  private @Nullable Object throughArguments(Class<?> type, Method method, @Nullable Object value) {
    List<Payload> written =
        payloads.writeArguments(type, method, Arrays.asList(value), method.getName());
    return payloads.readArguments(type, method, written, method.getName())[0];
  }

  private @Nullable Object throughResult(Class<?> type, Method method, @Nullable Object value) {
    Payload written = payloads.writeResult(type, method, value, method.getName());
    return payloads.readResult(type, method, written, method.getName());
  }

  private static String json(Payload payload) {
    return new String(payload.bytes().array(), StandardCharsets.UTF_8);
  }

  private static Method method(Class<?> type, String name) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}

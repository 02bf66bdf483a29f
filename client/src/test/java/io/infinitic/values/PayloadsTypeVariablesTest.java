package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.schemas.Payload;
import io.infinitic.values.PayloadsTypesTest.Circle;
import io.infinitic.values.PayloadsTypesTest.Line;
import io.infinitic.values.PayloadsTypesTest.Order;
import io.infinitic.values.PayloadsTypesTest.Shape;
import io.infinitic.values.PayloadsTypesTest.Square;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Type variables are what the called interface binds them to. */
class PayloadsTypeVariablesTest {

  interface Base<T> {
    T echo(T value);

    List<T> all(Map<String, T> values);

    void none();
  }

  interface Middle<A, B> extends Base<B> {
    A first(A a, B b);
  }

  interface Sub extends Middle<String, Order> {}

  interface OfShapes extends Base<Shape> {}

  interface OfLists extends Base<List<Order>> {}

  interface Narrowing extends Base<Order> {
    @Override
    Order echo(Order value);
  }

  private static final Order ORDER =
      new Order("o-1", List.of(new Line("pen", new BigDecimal("1.20"))));
  private static final List<Shape> SHAPES = List.of(new Circle(1), new Square(2.5));

  private final Payloads payloads = Payloads.defaults();

  @Test
  void typeVariablesAreThoseOfTheInterface() {
    Method echo = method(Base.class, "echo");
    assertThat(throughArguments(Sub.class, echo, ORDER)).isEqualTo(ORDER);
    assertThat(throughResult(Sub.class, echo, ORDER)).isEqualTo(ORDER);
    assertThat(throughArguments(OfShapes.class, echo, new Circle(1))).isEqualTo(new Circle(1));
    assertThat(throughResult(OfShapes.class, echo, new Circle(1))).isEqualTo(new Circle(1));
    assertThat(throughArguments(OfLists.class, echo, List.of(ORDER))).isEqualTo(List.of(ORDER));
    Method all = method(Base.class, "all");
    assertThat(throughArguments(Sub.class, all, Map.of("a", ORDER))).isEqualTo(Map.of("a", ORDER));
    assertThat(throughResult(OfShapes.class, all, SHAPES)).isEqualTo(SHAPES);
    Method first = method(Middle.class, "first");
    List<Payload> written =
        payloads.writeArguments(Sub.class, first, List.of("a", ORDER), "Sub.first");
    assertThat(written)
        .extracting(Payload::type)
        .containsExactly("java.lang.String", Order.class.getName());
    assertThat(payloads.readArguments(Sub.class, first, written, "Sub.first"))
        .containsExactly("a", ORDER);
  }

  @Test
  void typeVariablesOfAClassThatImplementsTheInterface() {
    abstract class Implementation implements Sub {}
    assertThat(throughResult(Implementation.class, method(Base.class, "echo"), ORDER))
        .isEqualTo(ORDER);
  }

  @Test
  void unboundTypeVariablesAreObjects() {
    Method echo = method(Base.class, "echo");
    Payload payload = payloads.writeResult(echo, new Circle(1), "echo");
    assertThat(payloads.readResult(echo, payload, "echo"))
        .isEqualTo(Map.of("kind", "circle", "radius", 1.0));
  }

  @Test
  void bridgesAreReadAsTheMethodInTheSource() {
    List<Method> methods =
        Arrays.stream(Narrowing.class.getDeclaredMethods())
            .filter(method -> method.getName().equals("echo"))
            .toList();
    assertThat(methods).extracting(Method::isBridge).contains(true, false);
    for (Method method : methods) {
      assertThat(throughArguments(Narrowing.class, method, ORDER)).isEqualTo(ORDER);
      assertThat(throughResult(Narrowing.class, method, ORDER)).isEqualTo(ORDER);
    }
  }

  @Test
  void voidIsNull() {
    Method none = method(Base.class, "none");
    Payload payload = payloads.writeResult(Sub.class, none, null, "none");
    assertThat(json(payload)).isEqualTo("null");
    assertThat(payloads.readResult(Sub.class, none, payload, "none")).isNull();
    assertThat(payloads.writeArguments(Sub.class, none, List.of(), "none")).isEmpty();
  }

  @Test
  void methodOfAnotherInterface() {
    assertThatThrownBy(
            () ->
                payloads.writeArguments(
                    PayloadsTypesTest.Declarations.class,
                    method(Base.class, "none"),
                    List.of(),
                    "none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Declarations does not have the method");
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

package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.Payload;
import io.infinitic.workflows.SendChannel;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadsChannelTypesTest {

  interface Tracked<E> {
    SendChannel<E> events();

    SendChannel<? extends List<E>> lists();
  }

  interface Parcel extends Tracked<Instant> {
    @SuppressWarnings("rawtypes")
    SendChannel anything();
  }

  record Line(String article) {}

  /** Types that a module of the mapper makes of the declared ones. */
  interface Offers extends Tracked<Optional<Line>> {
    SendChannel<Optional<String>> text();

    SendChannel<Map<String, List<Optional<Line>>>> byName();
  }

  private final Payloads payloads = Payloads.defaults();

  private Type element(Class<?> workflow, String getter) throws NoSuchMethodException {
    return payloads.channelElement(workflow, workflow.getMethod(getter));
  }

  @Test
  void typeVariablesAreThoseOfTheWorkflow() throws Exception {
    assertThat(element(Parcel.class, "events").getTypeName()).contains("java.time.Instant");
    assertThat(element(Parcel.class, "lists").getTypeName())
        .contains("java.util.List", "java.time.Instant");
    assertThat(element(Tracked.class, "events").getTypeName()).contains("java.lang.Object");
    assertThat(element(Parcel.class, "anything").getTypeName()).contains("java.lang.Object");
  }

  static Stream<Arguments> optionals() {
    Optional<Line> line = Optional.of(new Line("a"));
    return Stream.of(
        Arguments.of("text", Optional.of("x")),
        Arguments.of("text", Optional.empty()),
        Arguments.of("events", line),
        Arguments.of("lists", List.of(line, Optional.empty())),
        Arguments.of("byName", Map.of("b", List.of(line, Optional.empty()))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("optionals")
  void optionalsComeBack(String getter, Object value) throws Exception {
    Type type = element(Offers.class, getter);
    Payload signal = payloads.writeSignal(value, type, "signal");
    assertThat(payloads.read(signal, type, "signal")).isEqualTo(value);
  }
}

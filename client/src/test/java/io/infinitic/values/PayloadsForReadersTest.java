package io.infinitic.values;

import static io.infinitic.values.RoundTrips.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.schemas.Payload;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.values.RoundTrips.Box;
import java.lang.reflect.Type;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values whose reader names the type: the writer knows less of it. */
class PayloadsForReadersTest {

  record Progress(double part) {}

  record Measured(Double value) {}

  private final Payloads payloads = Payloads.defaults();

  static Stream<Arguments> kept() {
    return Stream.of(
        Arguments.of(
            HashMap.class,
            new HashMap<>(Map.of(1, "a")),
            type(new TypeReference<Map<Integer, String>>() {})),
        Arguments.of(
            EnumMap.class,
            new EnumMap<>(Map.of(DayOfWeek.FRIDAY, 1)),
            type(new TypeReference<Map<DayOfWeek, Integer>>() {})),
        Arguments.of(
            ArrayList.class,
            new ArrayList<>(List.of(1.5, Double.NaN)),
            type(new TypeReference<List<Double>>() {})),
        Arguments.of(Box.class, new Box<>(Double.NaN), type(new TypeReference<Box<Double>>() {})),
        Arguments.of(Object.class, new Progress(Double.NaN), Progress.class),
        Arguments.of(Object.class, new Measured(Double.POSITIVE_INFINITY), Measured.class),
        Arguments.of(Measured.class, new Measured(Double.NaN), Measured.class),
        Arguments.of(double[].class, new double[] {1, Double.NaN}, double[].class),
        Arguments.of(Object.class, "text", String.class));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("kept")
  void comesBackAsWhatTheReaderNames(Type known, Object value, Type named) {
    Payload payload = payloads.writeForReader(value, known, "value");
    assertThat(payloads.read(payload, named, "value")).isEqualTo(value);
  }

  @Test
  void whatNoReaderCouldReadIsRefused() {
    Runnable lambda = () -> {};
    for (Object value :
        List.of(lambda, List.of(Stream.of(1)), Map.of("m", new java.util.BitSet()))) {
      assertThatThrownBy(() -> payloads.writeForReader(value, Object.class, "value"))
          .isInstanceOf(PayloadException.class);
    }
  }

  @Test
  void detailsOfFailures() {
    Throwable thrown = new TaskFailure("failed").withDetails(Map.of(1, Double.NEGATIVE_INFINITY));
    Failure read = Failures.read(Failures.write(thrown, payloads), payloads);
    assertThat(read.getDetails()).isEqualTo(Map.of("1", "-Infinity"));
  }
}

package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.schemas.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties that are not written where they are null or empty: they are so when it is read. */
class PayloadsLeftOutTest {

  /** A new one has a mode and a limit. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public static final class Options {
    public @Nullable String mode = "fast";
    public @Nullable Integer limit = 3;

    static Options of(@Nullable String mode, @Nullable Integer limit) {
      Options made = new Options();
      made.mode = mode;
      made.limit = limit;
      return made;
    }
  }

  /** A new one has a mode beside what its constructor takes. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public static final class Named {
    public final String name;
    public @Nullable String mode = "fast";

    @JsonCreator
    Named(@JsonProperty("name") String name) {
      this.name = name;
    }

    static Named of(String name, @Nullable String mode) {
      Named made = new Named(name);
      made.mode = mode;
      return made;
    }
  }

  /** A new one has 3. */
  public static final class Limit {
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public int number = 3;

    static Limit of(int number) {
      Limit made = new Limit();
      made.number = number;
      return made;
    }
  }

  /** What is left out is what a new one has. */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public static final class Usual {
    public int number = 3;
    public @Nullable String mode = "fast";
  }

  /** A new one is empty. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public static final class Empty {
    public @Nullable String mode;
    public List<String> all = new ArrayList<>();
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Pair(@Nullable String left, @Nullable Integer right) {}

  static Stream<Object> kept() {
    return Stream.of(
        Options.of("slow", 4),
        new Options(),
        Named.of("a", "slow"),
        Limit.of(4),
        new Usual(),
        new Empty(),
        new Pair(null, null),
        new Pair("a", null));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(Options.of(null, null), "at $.mode "),
        Arguments.of(Options.of("slow", null), "at $.limit "),
        Arguments.of(new Options[] {new Options(), Options.of(null, 1)}, "at $[1].mode "),
        Arguments.of(Named.of("a", null), "at $.mode "),
        Arguments.of(Limit.of(0), "at $.number "));
  }

  private final Payloads payloads = Payloads.defaults();

  @ParameterizedTest
  @MethodSource("kept")
  void comesBack(Object value) {
    Payload written = payloads.write(value, value.getClass(), "value");
    assertThat(payloads.read(written, value.getClass(), "value"))
        .usingRecursiveComparison()
        .isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefusedWhereItWouldComeBackAsAnother(Object value, String where) {
    assertThatThrownBy(() -> payloads.write(value, value.getClass(), "value"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(where);
  }
}

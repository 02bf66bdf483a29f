package io.infinitic.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

  @Test
  void withoutWordsAllAreMeasuredFiveTimes() throws Exception {
    assertThat(Arguments.parse()).isEqualTo(new Arguments(Entrant.ALL, 5, 1, null));
  }

  @Test
  void namesChooseAndOptionsMayStandAnywhere() throws Exception {
    Arguments arguments =
        Arguments.parse("dbos", "--rounds", "2", "infinitic", "--scale", "0.1", "--json", "a.json");

    assertThat(arguments.entrants()).extracting(Entrant::name).containsExactly("infinitic", "dbos");
    assertThat(arguments.rounds()).isEqualTo(2);
    assertThat(arguments.scale()).isEqualTo(0.1);
    assertThat(arguments.json()).isEqualTo(Path.of("a.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cadence                 | there is no peer cadence; there are infinitic,
          --fast                  | there is no option --fast
          dbos --rounds           | --rounds needs a value
          --json                  | --json needs a value
          --rounds 0              | --rounds needs a whole number from 1 on, not 0
          --rounds 1.5            | --rounds needs a whole number from 1 on, not 1.5
          --rounds many           | --rounds needs a whole number from 1 on, not many
          --scale 0               | --scale needs a number above 0, at most 100, not 0
          --scale NaN             | --scale needs a number above 0, at most 100, not NaN
          --scale x               | --scale needs a number above 0, at most 100, not x
          """)
  void saysWhatIsWrong(String words, String message) {
    assertThatThrownBy(() -> Arguments.parse(words.split(" ")))
        .isInstanceOf(Arguments.Wrong.class)
        .hasMessageStartingWith(message);
  }
}

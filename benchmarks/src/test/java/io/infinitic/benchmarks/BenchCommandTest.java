package io.infinitic.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is wrong is said in a line, before anything starts. */
class BenchCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lattency             | there is no benchmark 'lattency'; there are latency, throughput, local
          --fast               | Unknown option: '--fast'
          --store=postgres     | --store postgres: this version has no such store; it has memory, sqlite
          --store=redis        | --store redis: this version has no such store
          --store-settings=x:  | --store-settings:1
          --layout=cloud       | --layout cloud is neither all-in-one nor processes
          --partitions=0       | --partitions 0 is not between 1 and 1000
          --broker=sync        | --broker
          --rounds=0           | --rounds 0 is not between 1 and 100
          --rounds=many        | 'many' is not an int
          --scale=0            | --scale 0.0 is not above 0
          --scale=NaN          | --scale NaN is not above 0
          """)
  void wrongArgumentIsRefusedInALine(String argument, String reason) {
    StringWriter errors = new StringWriter();
    CommandLine command = Main.command().setErr(new PrintWriter(errors, true));
    assertThat(command.execute(argument)).isEqualTo(2);
    assertThat(errors.toString()).contains("infinitic: ", reason).hasLineCount(1);
  }
}

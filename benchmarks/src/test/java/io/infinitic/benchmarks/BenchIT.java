package io.infinitic.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infinitic.benchmarks.measures.Benchmark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole command, with next to nothing to do. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BenchIT {

  @TempDir Path folder;
  private final StringWriter output = new StringWriter();

  private JsonNode run(String... arguments) throws Exception {
    Path file = folder.resolve("results").resolve("bench.json");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--rounds", "1", "--json", file.toString()));
    int exit = Main.command().setOut(new PrintWriter(output)).execute(all.toArray(String[]::new));
    JsonNode results = new ObjectMapper().readTree(file.toFile());
    assertThat(exit).as(results.toPrettyString()).isZero();
    assertThat(results.at("/machine/cores").asInt()).isPositive();
    assertThat(results.at("/machine/jdk").asText()).isNotBlank();
    assertThat(results.at("/settings/journal").asText()).isEqualTo("fsync");
    assertThat(results.at("/settings/checkpoints").asText()).isEqualTo("fsync");
    return results;
  }

  /** Each has figures, in the file and in the table. */
  private void requireFigures(JsonNode results, List<String> benchmarks) {
    JsonNode outcomes = results.get("outcomes");
    assertThat(outcomes.findValuesAsText("benchmark")).isEqualTo(benchmarks);
    for (JsonNode outcome : outcomes) {
      String benchmark = outcome.get("benchmark").asText();
      assertThat(outcome.get("problem").isNull()).as(benchmark).isTrue();
      assertThat(outcome.get("figures")).as(benchmark).isNotEmpty();
      for (JsonNode figure : outcome.get("figures")) {
        assertThat(figure.get("value").isNumber()).as(figure.toString()).isTrue();
        assertThat(output.toString().lines())
            .anyMatch(
                line -> line.startsWith(benchmark) && line.contains(figure.get("name").asText()));
      }
    }
  }

  @Test
  void allInOneProcess() throws Exception {
    JsonNode results = run("--layout", "all-in-one", "--scale", "0.001");
    requireFigures(results, Benchmarks.ALL.stream().map(Benchmark::name).toList());
    assertThat(results.at("/settings/layout").asText()).isEqualTo("all-in-one");
    assertThat(output.toString()).contains("Results: ");
  }

  @Test
  void latencyOfProcesses() throws Exception {
    JsonNode results = run("latency", "--scale", "0.02");
    requireFigures(results, List.of("latency"));
    JsonNode middle = results.at("/outcomes/0/figures/1");
    assertThat(middle.get("bound").asText()).isEqualTo("raw chain, p50");
    assertThat(middle.get("ratio").isNumber()).isTrue();
    assertThat(middle.get("target").asText()).isEqualTo("ratio <= 1.50");
    assertThat(middle.get("met").isBoolean()).isTrue();
  }
}

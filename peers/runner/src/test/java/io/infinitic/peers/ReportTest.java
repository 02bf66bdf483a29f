package io.infinitic.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final Entrant FAST =
      new Entrant("fast", "fast", "a.Fast", "Fast, steps", "one process", "yes: synced");
  private static final Entrant BROKEN =
      new Entrant("broken", "broken", "a.Broken", "Broken, steps", "one process", "NO");

  private static final Outcome OUTCOME =
      new Outcome(
          "Fast 1.2",
          2_000,
          List.of(
              new Figures(1.04, 9.96, 3_000, 0.254),
              new Figures(3, 8, 1_000.4, 0.9),
              new Figures(0.5, 30, 500, 0.1)));

  private static final Report REPORT =
      new Report(
          "2026-01-01T00:00:00Z",
          new Machine("Linux 6 amd64", "VM 17", 2, 24_000, 1_024, 0.22),
          Sizes.of(3, 1),
          List.of(Report.Entry.of(FAST, OUTCOME), Report.Entry.failed(BROKEN, "no such port")));

  @Test
  void theTableHasMediansSetUpsAndReasons() {
    assertThat(REPORT.table().lines())
        .containsExactly(
            "Linux 6 amd64, VM 17, 2 cores, 24000 MB; heap 1024 MB; a sync of 4 KiB takes 0.22 ms",
            "medians of 3 rounds; 3 tasks: 200 workflows one at a time, then many at once;"
                + " 1000 steps: one workflow",
            "",
            "                               3 tasks   3 tasks     tasks workflows      ms a",
            "                               p50, ms   p99, ms  a second   at once      step",
            "Fast, steps                        1.0      10.0      1000      2000      0.25",
            "Broken, steps                        -         -         -         -         -",
            "",
            "Fast, steps: Fast 1.2; one process; durable: yes: synced",
            "Broken, steps: not measured: no such port");
  }

  @Test
  void theFileHasEveryRoundTheMachineAndTheReasons(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("report.json");
    REPORT.write(file);

    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.at("/at").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(json.at("/machine/cores").asInt()).isEqualTo(2);
    assertThat(json.at("/machine/syncMillis").asDouble()).isEqualTo(0.22);
    assertThat(json.at("/sizes/steps").asInt()).isEqualTo(1_000);
    assertThat(json.at("/peers/0/peer/durable").asText()).isEqualTo("yes: synced");
    assertThat(json.at("/peers/0/outcome/version").asText()).isEqualTo("Fast 1.2");
    assertThat(json.at("/peers/0/outcome/rounds")).hasSize(3);
    assertThat(json.at("/peers/0/outcome/rounds/1/tasksPerSecond").asDouble()).isEqualTo(1_000.4);
    assertThat(json.at("/peers/0/medians/p99Millis").asDouble()).isEqualTo(9.96);
    assertThat(json.at("/peers/1/failure").asText()).isEqualTo("no such port");
    assertThat(json.at("/peers/1/outcome").isNull()).isTrue();
  }

  @Test
  void anOutcomeSurvivesTheWayFromTheChild(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("outcome.properties");
    OUTCOME.write(file);

    assertThat(Outcome.read(file)).isEqualTo(OUTCOME);
  }

  @Test
  void aPercentileIsOneOfTheValues() {
    double[] values = {5, 1, 4, 2, 3};

    assertThat(Figures.percentile(values, 50)).isEqualTo(3);
    assertThat(Figures.percentile(values, 99)).isEqualTo(5);
    assertThat(Figures.percentile(new double[] {7}, 1)).isEqualTo(7);
  }
}

package io.infinitic.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final Machine MACHINE = new Machine(2, 4_096, "a JDK", "an OS");

  private static List<String> lines(Outcome... outcomes) {
    Report report = new Report("now", MACHINE, Map.of("rounds", 5), List.of(outcomes));
    return Table.of(report).lines().toList();
  }

  @Test
  void figureHasALine() {
    Figures figures = new Figures();
    Series raw = figures.series("raw", "ms");
    Series ours = figures.series("p50", "ms").boundedBy(raw).atMostTimes(1.5).aimingAt(12);
    raw.add(10);
    ours.add(12.345);
    List<String> lines = lines(new Outcome("latency", figures.soFar(), 1, null));
    assertThat(lines.get(0)).contains("2 cores", "4096 MB", "a JDK", "an OS");
    assertThat(lines.get(1)).contains("rounds 5");
    assertThat(lines)
        .anySatisfy(
            line ->
                assertThat(line.split("\\s{2,}"))
                    .containsExactly(
                        "latency",
                        "p50",
                        "12.35",
                        "12.35",
                        "12.35",
                        "ms",
                        "raw",
                        "1.23",
                        "ratio <= 1.50",
                        "yes",
                        "12"));
  }

  @Test
  void whatHasNotFinishedSaysSo() {
    assertThat(lines(new Outcome("idle", List.of(), 1, "failed: a reason")))
        .anySatisfy(line -> assertThat(line).contains("idle", "not finished"))
        .contains("idle: failed: a reason");
  }
}

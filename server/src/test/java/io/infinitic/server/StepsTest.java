package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsTest {

  @TempDir Path folder;

  private static List<String> told(Steps steps, int first, int last) {
    List<String> lines = new ArrayList<>();
    for (int step = first; step <= last; step++) {
      steps.began(step);
      steps.ended(step).ifPresent(lines::add);
    }
    return lines;
  }

  @Test
  void eachTenthIsTold() {
    Steps steps = new Steps(30, List.of(), List.of());
    assertThat(told(steps, 1, 30))
        .hasSize(10)
        .startsWith("3 of 30 steps done", "6 of 30 steps done")
        .endsWith("30 of 30 steps done");
  }

  @Test
  void eachStepOfAFewIsTold() {
    assertThat(told(new Steps(3, List.of(), List.of()), 1, 3))
        .containsExactly("1 of 3 steps done", "2 of 3 steps done", "3 of 3 steps done");
  }

  @Test
  void resumedRunGoesOnCounting() {
    Steps steps = new Steps(30, Set.of(1, 2, 3, 4), Set.of(1, 2, 3, 4, 5));
    assertThat(steps.progress()).isEqualTo("4 of 30 steps done");
    assertThat(told(steps, 5, 30)).hasSize(9).startsWith("6 of 30 steps done");
    assertThat(steps.afterKill())
        .containsExactly(
            "4 of 30 steps were done before the kill, none ran again",
            "1 more had begun, with no result recorded; 1 of these ran again");
  }

  @Test
  void stepThatWasDoneAndRanAgainIsNamed() {
    Steps steps = new Steps(30, Set.of(1, 2, 3), Set.of(1, 2, 3));
    told(steps, 2, 30);
    assertThat(steps.afterKill())
        .containsExactly(
            "3 of 30 steps were done before the kill, but 2 of them RAN AGAIN: [2, 3]");
  }

  @Test
  void stepThatRunsTwiceCountsOnce() {
    Steps steps = new Steps(10, List.of(), List.of());
    told(steps, 1, 1);
    assertThat(told(steps, 1, 1)).isEmpty();
    assertThat(steps.progress()).isEqualTo("1 of 10 steps done");
  }

  @Test
  void executionsOutliveTheirProcess() throws Exception {
    assertThat(Executions.before(folder)).isEmpty();
    try (Executions killed = Executions.begin(folder)) {
      killed.add(7, "download");
      assertThat(Executions.before(folder)).as("before it is closed").containsExactly(7);
    }
    try (Executions resumed = Executions.append(folder)) {
      resumed.add(7, "download");
      resumed.add(8, "resize");
    }
    Path file = folder.resolve("executions");
    Files.writeString(file, Files.readString(file) + "4711 9"); // in the middle of a line
    assertThat(Executions.before(folder)).containsExactly(7, 8);
    try (Executions next = Executions.begin(folder)) {
      assertThat(Executions.before(folder)).as("those of another workflow").isEmpty();
    }
  }
}

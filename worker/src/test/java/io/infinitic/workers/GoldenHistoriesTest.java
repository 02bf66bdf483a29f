package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.Command;
import io.infinitic.schemas.CompleteMethod;
import io.infinitic.schemas.FailMethod;
import io.infinitic.values.Payloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs that were recorded once: every later version must repeat them. A file that is there is never
 * written again; {@code -Dinfinitic.record.histories=true} adds those of new stories.
 */
class GoldenHistoriesTest {

  private static final Path FOLDER = Path.of("src/test/resources/histories");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @BeforeAll
  static void recordWhatIsMissing() throws IOException {
    if (Boolean.getBoolean("infinitic.record.histories")) {
      try (HistoryRecorder recorder = new HistoryStories(FOLDER)) {
        recorder.recordAll();
      }
    }
  }

  @Test
  void thereAreHistoriesAndTheirClasses() throws Exception {
    assertThat(files()).hasSizeGreaterThanOrEqualTo(25);
    for (Path file : files()) {
      HistoryFile history = HistoryFile.read(file);
      assertThat(history.events()).as("%s", file).isNotEmpty();
      Class<?> workflow = Class.forName(history.workflow());
      assertThat(workflow).isAssignableFrom(Class.forName(history.implementation()));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isRepeated(Path file) throws Exception {
    HistoryFile history = HistoryFile.read(file);
    WorkflowVersions versions =
        new WorkflowVersions(
            List.of(Definition.of(history.workflow(), Class.forName(history.implementation()))));
    ColdReplay replay = new ColdReplay(versions, history.events(), GoldenHistoriesTest::essence);
    assertThat(replay.size()).isPositive();
    replay.check();
  }

  /** What later versions may not change: fields may be added to commands. */
  private static String essence(Command command) {
    Object body = command.body();
    String what =
        "%d %s %s".formatted(command.number(), body.getClass().getSimpleName(), command.name());
    if (body instanceof CompleteMethod completed) {
      return what + " " + Payloads.defaults().json(completed.result(), "a recorded result");
    }
    return body instanceof FailMethod failed
        ? what + " " + failed.failure().name() + ": " + withOldTaskIds(failed.failure().message())
        : what;
  }

  /** Ids of tasks were shorter once: without the part that says where a task is. */
  private static String withOldTaskIds(@Nullable String message) {
    return String.valueOf(message).replaceAll("(id [-0-9a-f]+/\\d+)/[0-9a-f]+", "$1");
  }
}

package io.infinitic.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything that is known after a run.
 *
 * @param settings by name, in the order in which they are shown
 */
public record Report(
    String startedAt, Machine machine, Map<String, Object> settings, List<Outcome> outcomes) {

  /** Whether each benchmark has finished. */
  public boolean isComplete() {
    return outcomes.stream().allMatch(outcome -> outcome.problem() == null);
  }

  /** Writes it as JSON, and the directory if it does not exist. */
  public void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
  }
}

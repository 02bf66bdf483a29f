package io.infinitic.examples.languages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the tests of the workers in other languages, where their languages are installed. */
@Timeout(120)
class OtherLanguagesTest {

  private static final Path FOLDER = Path.of("other-languages");

  private record Ended(boolean well, String output) {}

  @Test
  void python() throws Exception {
    assumeTrue(
        run("python", "python3", "-c", "import fastavro").well(),
        "skipped: no python3 with fastavro on the path");
    Ended tests = run("python", "python3", "-B", "-m", "unittest");
    assertThat(tests.well()).as(tests.output()).isTrue();
  }

  @Test
  void node() throws Exception {
    assumeTrue(
        run("node", "node", "-e", "require('avsc')").well(),
        "skipped: no node on the path, or no avsc: npm install --ignore-scripts");
    Ended tests = run("node", "node", "--test");
    assertThat(tests.well()).as(tests.output()).isTrue();
  }

  private static Ended run(String folder, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(FOLDER.resolve(folder).toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0, output);
    } catch (IOException e) { // there is no such program
      return new Ended(false, e.toString());
    }
  }
}

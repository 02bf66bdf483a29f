package io.infinitic.benchmarks;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Where results go if nothing else is said: {@code target/bench} of this module. */
final class ResultFile {

  private ResultFile() {}

  /** One for a run that starts now. */
  static Path next() {
    String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss"));
    return folder().resolve(time + ".json");
  }

  private static Path folder() {
    try {
      Path code =
          Path.of(ResultFile.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (code.endsWith(Path.of("target", "classes"))) {
        return code.resolveSibling("bench");
      }
    } catch (URISyntaxException e) {
      // then it is not that folder
    }
    return Path.of(System.getProperty("java.io.tmpdir"), "infinitic-bench");
  }
}

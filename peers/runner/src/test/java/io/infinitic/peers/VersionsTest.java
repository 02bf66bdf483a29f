package io.infinitic.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import org.junit.jupiter.api.Test;

class VersionsTest {

  @Test
  void isWhatFollowsTheNameOfTheJar() {
    String classPath =
        String.join(File.pathSeparator, "a/engine-spi-9.jar", "b/engine-1.1.0-m6.jar", "classes");

    assertThat(Versions.of("engine", classPath)).isEqualTo("1.1.0-m6");
    assertThat(Versions.of("broker", classPath)).isEqualTo("unknown");
  }
}

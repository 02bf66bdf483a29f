package io.infinitic.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeashTest {

  @Test
  void whoHasLetGoSendsNoSignal() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    try {
      Leash.hold(sleeper.pid(), "TERM").close();

      assertThat(sleeper.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    } finally {
      sleeper.destroyForcibly();
    }
  }
}

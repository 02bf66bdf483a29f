package io.infinitic.pulsar.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarTransport;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PulsarTransportIT {
  @TempDir Path dir;

  @Test
  void starts() {
    for (int i = 0; i < 2; i++) {
      long t = System.nanoTime();
      try (EmbeddedPulsar p = EmbeddedPulsar.start(dir, Ports.free())) {
        System.out.println("started in " + (System.nanoTime() - t) / 1000000);
        PulsarNamespace.initialize(p.settings("infinitic", "dev"), 2, 60);
        System.out.println("init in " + (System.nanoTime() - t) / 1000000);
        try (PulsarTransport tr = PulsarTransport.connect(p.settings("infinitic", "dev"))) {
          assertThat(tr.partitions()).isEqualTo(2);
        }
        System.out.println("connected in " + (System.nanoTime() - t) / 1000000);
      }
      System.out.println("closed in " + (System.nanoTime() - t) / 1000000);
    }
  }
}

package io.infinitic.pulsar.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.transport.Destination;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.LogEntry;
import io.infinitic.transport.Position;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EmbeddedPulsarIT {

  @TempDir Path folder;

  @Test
  void keepsTheLogFromOneStartToTheNext() throws Exception {
    try (EmbeddedPulsar pulsar = EmbeddedPulsar.start(folder, Ports.free())) {
      PulsarSettings settings = pulsar.settings("infinitic", "dev");
      PulsarNamespace.initialize(settings, 1, 60);
      try (PulsarTransport transport = PulsarTransport.connect(settings)) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          sent.add(transport.send(new Destination.Engine("w"), message(i)));
        }
        transport.flush();
        sent.forEach(CompletableFuture::join);
      }
    }
    try (EmbeddedPulsar pulsar = EmbeddedPulsar.start(folder, Ports.free());
        PulsarTransport transport = PulsarTransport.connect(pulsar.settings("infinitic", "dev"));
        EngineLog log = transport.engineLog(0, "host")) {
      assertThat(transport.partitions()).isEqualTo(1);
      assertThat(log.awaitOwnership(20_000)).isTrue();
      log.resumeAfter(Position.START);
      Position last = log.last();
      List<LogEntry> entries = new ArrayList<>();
      while (entries.isEmpty() || entries.get(entries.size() - 1).position().compareTo(last) < 0) {
        entries.addAll(log.receive(30, System.currentTimeMillis() + 1_000));
      }
      assertThat(entries).hasSize(100);
      for (int i = 0; i < 100; i++) {
        assertThat(entries.get(i).message()).isEqualTo(message(i));
      }
      assertThat(entries).extracting(LogEntry::position).isSorted().doesNotHaveDuplicates();
    }
  }

  private static EngineMessage message(int i) {
    return new EngineMessage(new DescribeWorkflow("request-" + i, "w", "nobody", null));
  }

  @Test
  void portThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports = new Ports(taken.getLocalPort(), Ports.freePort());
      assertThatThrownBy(() -> EmbeddedPulsar.start(folder, ports))
          .isInstanceOf(EmbeddedPulsarException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
    }
  }
}

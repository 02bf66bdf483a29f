package io.infinitic.pulsar.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.SendSignal;
import io.infinitic.transport.Destination;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.LogEntry;
import io.infinitic.transport.Position;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine reads a log whose messages change their size, over connections that end. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReadAheadIT {

  private static final int SMALL = 10;
  private static final int LARGE = 1 << 20;

  @TempDir Path folder;

  private int sent;
  private Position last = Position.START;

  @Test
  void goesOnWhateverTheSizesAndConnections() throws Exception {
    try (EmbeddedPulsar pulsar = EmbeddedPulsar.start(folder, Ports.free())) {
      PulsarSettings settings = pulsar.settings("infinitic", "dev");
      PulsarNamespace.initialize(settings, 1, 60);
      try (PulsarTransport transport = PulsarTransport.connect(settings);
          EngineLog log = transport.engineLog(0, "host");
          PulsarAdmin admin =
              PulsarAdmin.builder().serviceHttpUrl(settings.webServiceUrl()).build()) {
        assertThat(log.awaitOwnership(20_000)).isTrue();
        log.resumeAfter(Position.START);
        for (int round = 1; round <= 3; round++) {
          assertArrive(transport, log, 1_000, SMALL); // it reads many ahead
          admin.topics().unloadAsync("persistent://infinitic/dev/engine-partition-0");
          for (int i = 0; i < 100; i++) {
            receive(log, 10); // while it has no connection, too
          }
          assertArrive(transport, log, 20, LARGE); // and now a few
          assertArrive(transport, log, 500, SMALL);
        }
      }
    }
  }

  private void assertArrive(PulsarTransport transport, EngineLog log, int messages, int bytes)
      throws InterruptedException {
    Random random = new Random(1);
    byte[] content = new byte[bytes];
    random.nextBytes(content); // so that compression does not make it small
    List<CompletableFuture<Void>> all = new ArrayList<>();
    int first = sent;
    for (int i = 0; i < messages; i++) {
      Payload value = new Payload(ByteBuffer.wrap(content), "json", null);
      all.add(
          transport.send(
              new Destination.Engine("w"),
              new EngineMessage(
                  new SendSignal("s" + sent++, "w", "c", value, "client", sent, "", null))));
    }
    transport.flush();
    all.forEach(CompletableFuture::join);
    List<String> arrived = new ArrayList<>();
    while (arrived.size() < messages) {
      arrived.addAll(receive(log, 1_000));
    }
    assertThat(arrived).startsWith("s" + first).endsWith("s" + (sent - 1)).hasSize(messages);
  }

  /** What has not come before. */
  private List<String> receive(EngineLog log, long maxMillis) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (LogEntry entry : log.receive(30, System.currentTimeMillis() + maxMillis)) {
      if (entry.position().compareTo(last) > 0) {
        last = entry.position();
        ids.add(((SendSignal) entry.message().body()).requestId());
      }
    }
    return ids;
  }
}

package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.pulsar.embedded.EmbeddedPulsar;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Workflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What waits for an engine that was away is worked off, whatever it weighs. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class BacklogIT {

  private static final int DOCUMENT_BYTES = 500_000;

  @TempDir Path folder;

  public interface Documents {
    String fetch();
  }

  public interface Reading {
    int read();
  }

  public static class ReadingImpl extends Workflow implements Reading {
    private final Documents documents = newService(Documents.class);

    @Override
    public int read() {
      return documents.fetch().length();
    }
  }

  /** All of them are held back until the engine is away. */
  private static final class Held implements Documents {
    private final AtomicInteger started = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final String document;

    Held() {
      byte[] bytes = new byte[DOCUMENT_BYTES];
      new Random(1).nextBytes(bytes); // so that compression does not make it small
      document = Base64.getEncoder().encodeToString(bytes).substring(0, DOCUMENT_BYTES);
    }

    @Override
    public String fetch() {
      started.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return document;
    }
  }

  /**
   * The results together are larger than the host's memory. It takes minutes, and so runs only when
   * it is asked for: {@code -Dinfinitic.backlog=4000}.
   */
  @Test
  @EnabledIfSystemProperty(named = "infinitic.backlog", matches = "\\d+")
  void largeResultsWaitForAHostWithLittleMemory() throws Exception {
    int results = Integer.getInteger("infinitic.backlog");
    Held documents = new Held();
    try (EmbeddedPulsar pulsar = EmbeddedPulsar.start(folder.resolve("pulsar"), Ports.free())) {
      PulsarSettings settings = pulsar.settings("infinitic", "dev");
      PulsarNamespace.initialize(settings, 2, 60);
      try (PulsarTransport transport = PulsarTransport.connect(settings);
          InfiniticWorker worker = worker(transport, documents, results)) {
        InfiniticClient client = worker.getClient();
        List<CompletableFuture<Integer>> read = new ArrayList<>();
        try (Child first = host(settings, "512m", "first")) {
          for (int i = 0; i < results; i++) {
            Reading reading = client.newWorkflow(Reading.class);
            read.add(
                client.dispatchAsync(reading::read).thenCompose(deferred -> deferred.toFuture()));
          }
          await().atMost(Duration.ofMinutes(10)).until(() -> documents.started.get() == results);
        }
        documents.gate.countDown();
        await()
            .atMost(Duration.ofMinutes(10))
            .until(() -> publishedBytes(settings) > (long) results * DOCUMENT_BYTES);
        try (Child second = host(settings, "512m", "second")) {
          for (CompletableFuture<Integer> one : read) {
            assertThat(one.get(10, TimeUnit.MINUTES)).isEqualTo(DOCUMENT_BYTES);
          }
          assertThat(second.lines()).noneMatch(line -> line.contains("OutOfMemory"));
        }
      }
    }
  }

  private Child host(PulsarSettings settings, String heap, String name)
      throws InterruptedException {
    return Chain.host(settings, folder.resolve("engine.db"), heap, name);
  }

  private static InfiniticWorker worker(
      PulsarTransport transport, Documents documents, int concurrency) {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .addService(
                Documents.class, documents, ServiceSettings.defaults().withConcurrency(concurrency))
            .addWorkflow(Reading.class, ReadingImpl.class)
            .build();
    worker.startAsync();
    return worker;
  }

  private static long publishedBytes(PulsarSettings settings) throws Exception {
    try (PulsarAdmin admin =
        PulsarAdmin.builder().serviceHttpUrl(settings.webServiceUrl()).build()) {
      return admin
          .topics()
          .getPartitionedStats("persistent://infinitic/dev/engine", false)
          .getBytesInCounter();
    }
  }
}

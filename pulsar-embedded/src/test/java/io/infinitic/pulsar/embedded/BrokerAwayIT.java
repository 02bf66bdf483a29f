package io.infinitic.pulsar.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.pulsar.PulsarException;
import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.transport.Destination;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process says whose broker is not there, or not there any more. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BrokerAwayIT {

  @TempDir Path folder;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Logger logger = (Logger) LogManager.getLogger(PulsarTransport.class);
  private final AbstractAppender appender =
      new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          lines.add(event.getMessage().getFormattedMessage());
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    Configurator.setLevel(logger.getName(), Level.WARN);
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    logger.removeAppender(appender);
    Configurator.setLevel(logger.getName(), Level.ERROR);
  }

  private String nextLine() throws InterruptedException {
    return String.valueOf(lines.poll(60, TimeUnit.SECONDS));
  }

  @Test
  void whoConnectsSaysAtOnceAndAgainThatNobodyListens() throws Exception {
    Ports ports = Ports.free();
    PulsarSettings settings =
        new PulsarSettings(
            "pulsar://127.0.0.1:" + ports.broker(), "http://127.0.0.1:" + ports.web(), "t", "n");
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread connecting =
        new Thread(
            () -> {
              try {
                PulsarTransport.connect(settings).close();
                ended.complete(null);
              } catch (Throwable e) {
                ended.complete(e);
              }
            });
    connecting.start();
    String broker = "INF-3030 the broker at " + settings.brokerServiceUrl();
    assertThat(nextLine()).startsWith(broker + " does not answer: nobody listens there");
    assertThat(nextLine()).startsWith(broker + " has not answered for ");
    assertThat(ended).as("it is tried meanwhile").isNotDone();
    connecting.interrupt();
    assertThat(ended.get()).isInstanceOf(PulsarException.class);
  }

  @Test
  void brokerThatIsLostAndFound() throws Exception {
    Ports ports = Ports.free();
    PulsarTransport transport;
    try (EmbeddedPulsar first = EmbeddedPulsar.start(folder, ports)) {
      PulsarSettings settings = first.settings("infinitic", "dev");
      PulsarNamespace.initialize(settings, 1, 60);
      transport = PulsarTransport.connect(settings);
      send(transport);
      lines.clear();
    }
    assertThat(nextLine()).contains("INF-3030", " has not answered for ");
    assertThat(nextLine()).contains("INF-3030", " has not answered for ");
    try (EmbeddedPulsar second = EmbeddedPulsar.start(folder, ports);
        PulsarTransport found = transport) {
      String line = nextLine();
      while (line.contains(" has not answered for ")) {
        line = nextLine();
      }
      assertThat(line).contains("INF-3030", " answers now, after ");
      send(found);
    }
  }

  private static void send(PulsarTransport transport) {
    var sent =
        transport.send(
            new Destination.Engine("w"),
            new EngineMessage(new DescribeWorkflow("request", "w", "nobody", null)));
    transport.flush();
    sent.join();
  }
}

package io.infinitic.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.PulsarClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When people hear that the broker does not answer. Time is a number here. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class BrokerWatchTest {

  /** Where nobody listens. */
  private static final int NOBODYS_PORT = 1;

  private final List<String> lines = new ArrayList<>();
  private CompletableFuture<Void> answer = new CompletableFuture<>();
  private int questions;
  private long now;

  private BrokerWatch watch(int port) {
    PulsarSettings settings =
        new PulsarSettings("pulsar://127.0.0.1:" + port, "http://127.0.0.1:1", "t", "n");
    return new BrokerWatch(
        new BrokerCheck(settings),
        () -> {
          questions++;
          return answer;
        },
        lines::add);
  }

  private void look(BrokerWatch watch, int seconds) {
    for (int i = 0; i < seconds; i++) {
      now += 1_000;
      watch.look(now);
    }
  }

  private void nextQuestionIsOpen() {
    answer = new CompletableFuture<>();
  }

  @Test
  void silenceIsSaidAtOnceAndAfterPausesThatGrow() throws Exception {
    int port = NOBODYS_PORT;
    String broker = "INF-3030 the broker at pulsar://127.0.0.1:" + port;
    try (BrokerWatch watch = watch(port)) {
      watch.begin(now);
      assertThat(lines)
          .containsExactly(broker + " does not answer: nobody listens there; it is tried again");
      look(watch, 2_000);
      assertThat(lines.subList(1, lines.size()))
          .isEqualTo(
              List.of(3, 9, 21, 45, 93, 189, 381, 765, 1365, 1965).stream()
                  .map(
                      seconds ->
                          "%s has not answered for %d s: nobody listens there; it is tried again"
                              .formatted(broker, seconds))
                  .toList());
      assertThat(questions).as("one is still open").isEqualTo(1);
      answer.complete(null);
      look(watch, 1);
      assertThat(lines).last().isEqualTo(broker + " answers now, after 2001 s");
    }
  }

  @Test
  void brokerThatIsLostAndFound() throws Exception {
    try (BrokerWatch watch = watch(NOBODYS_PORT)) {
      answer.complete(null);
      watch.begin(now);
      lines.clear();
      look(watch, 1_000);
      assertThat(lines).singleElement().asString().contains("answers now, after 1 s");
      lines.clear();
      nextQuestionIsOpen();
      int answered = questions;
      while (questions == answered) {
        look(watch, 1);
      }
      look(watch, 2);
      assertThat(lines).as("it may have much to do").isEmpty();
      look(watch, 1);
      assertThat(lines).singleElement().asString().contains("has not answered for 3 s");
      CompletableFuture<Void> failed = answer;
      nextQuestionIsOpen();
      failed.completeExceptionally(new PulsarClientException.TimeoutException("no answer"));
      look(watch, 1);
      assertThat(questions).as("it is asked again").isEqualTo(answered + 2);
      look(watch, 2);
      assertThat(lines).last().asString().contains("has not answered for 6 s");
      answer.complete(null);
      look(watch, 1_000);
      assertThat(lines).hasSize(3).last().asString().contains("answers now, after 7 s");
    }
  }

  @Test
  void whatTheBrokerRefusesItHasHeard() throws Exception {
    try (BrokerWatch watch = watch(NOBODYS_PORT)) {
      answer.completeExceptionally(new PulsarClientException.TopicDoesNotExistException("none"));
      watch.begin(now);
      lines.clear();
      look(watch, 100);
      assertThat(lines).singleElement().asString().contains("answers now");
    }
  }

  @Test
  void nothingIsSaidOfABrokerThatIsNotWatchedAnyMore() throws Exception {
    BrokerWatch watch = watch(NOBODYS_PORT);
    watch.begin(now);
    lines.clear();
    watch.close();
    look(watch, 100);
    assertThat(lines).isEmpty();
  }

  @Test
  void portOfTheWebServer() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    try (BrokerWatch watch = watch(server.getAddress().getPort())) {
      watch.begin(now);
      assertThat(lines).as("somebody listens").isEmpty();
      look(watch, 3);
      assertThat(lines)
          .singleElement()
          .asString()
          .contains("brokerServiceUrl and webServiceUrl may be swapped");
    } finally {
      server.stop(0);
    }
  }
}

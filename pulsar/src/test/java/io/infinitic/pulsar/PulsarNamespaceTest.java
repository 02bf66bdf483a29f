package io.infinitic.pulsar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of a broker's administration, which stands for itself here. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class PulsarNamespaceTest {

  private static final String ENGINE = "/admin/v2/persistent/t/n/engine";
  private static final String DEAD_LETTER = "/admin/v2/persistent/t/n/dead-letter";

  private final List<String> made = new CopyOnWriteArrayList<>();
  private final Set<String> absent = new ConcurrentSkipListSet<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean reads = exchange.getRequestMethod().equals("GET");
    if (!reads && !isPolicy(path)) {
      made.add(path);
    }
    String body = reads ? read(path) : "";
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    int status = !reads ? 204 : absent.contains(path) ? 404 : 200;
    exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
    exchange.getResponseBody().write(status == 204 ? new byte[0] : bytes);
    exchange.close();
  }

  private static boolean isPolicy(String path) {
    return path.matches(
        ".*/(retention|backlogQuota|messageTTL|schemaCompatibilityStrategy|properties)");
  }

  private String read(String path) {
    if (absent.contains(path)) {
      return "{\"reason\":\"not found\"}";
    } else if (path.endsWith("/clusters")) {
      return "[\"standalone\"]";
    } else if (path.endsWith("/tenants")) {
      return "[\"t\"]";
    } else if (path.endsWith("/namespaces/t")) {
      return absent.contains("t/n") ? "[]" : "[\"t/n\"]";
    } else if (path.endsWith("/partitions")) {
      return "{\"partitions\":2}";
    } else if (path.endsWith("/subscriptions")) {
      return path.contains("engine") ? "[\"engine\"]" : "[\"operators\"]";
    }
    return "{\"infinitic.log\":\"id\"}";
  }

  private void initialize() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    PulsarNamespace.initialize(new PulsarSettings("pulsar://127.0.0.1:1", url, "t", "n"), 2, 60);
  }

  /** The client would warn of each conflict, at every start. */
  @Test
  void whatIsThereIsNotMadeAgain() {
    initialize();
    assertThat(made).isEmpty();
  }

  @Test
  void whatIsMissingIsMade() {
    absent.addAll(List.of("t/n", ENGINE + "/partitions", DEAD_LETTER + "/subscriptions"));
    initialize();
    assertThat(made)
        .containsExactly(
            "/admin/v2/namespaces/t/n",
            ENGINE + "/partitions",
            ENGINE + "/subscription/engine",
            DEAD_LETTER,
            DEAD_LETTER + "/subscription/operators");
  }

  @Test
  void whatWasLeftHalfDoneIsCompleted() {
    absent.add("/admin/v2/persistent/t/n/engine-partition-1/subscriptions");
    initialize();
    assertThat(made).containsExactly(ENGINE + "/subscription/engine");
  }
}

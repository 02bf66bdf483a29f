package io.infinitic.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What people hear who have got the address of the broker wrong. */
class BrokerCheckTest {

  private static String explain(int port) {
    PulsarSettings settings =
        new PulsarSettings("pulsar://127.0.0.1:" + port, "http://127.0.0.1:1", "t", "n");
    return new BrokerCheck(settings)
        .explain(new IllegalStateException("outer", new IllegalStateException("refused")));
  }

  @Test
  void nobodyListens() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(explain(free)).contains("check that it runs there").endsWith("refused");
    PulsarSettings settings =
        new PulsarSettings("pulsar://127.0.0.1:1", "http://127.0.0.1:" + free, "t", "n");
    assertThat(new BrokerCheck(settings).explainWeb("no topic"))
        .contains("nobody listens at http://127.0.0.1:" + free)
        .endsWith("no topic");
  }

  @Test
  void portOfTheWebServer() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    try {
      assertThat(explain(server.getAddress().getPort()))
          .contains("brokerServiceUrl and webServiceUrl may be swapped");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void severalBrokersAndUrlsThatAreNone() {
    for (String url : new String[] {"pulsar://a:1,b:2", "pulsar://", "x", "pulsar://:0:0"}) {
      PulsarSettings settings = new PulsarSettings(url, "http://127.0.0.1:1", "t", "n");
      assertThat(new BrokerCheck(settings).explain(new IllegalStateException("x"))).contains(url);
    }
  }
}

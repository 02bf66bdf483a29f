package io.infinitic.pulsar;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Finds out, without Pulsar's client, why a broker cannot be reached. */
record BrokerCheck(PulsarSettings settings) {

  private static final int PATIENCE_MILLIS = 2_000;
  private static final int BROKER_PORT = 6650;
  private static final int HTTP_PORT = 80;

  private static final String SWAPPED =
      "it answers as a web server does: brokerServiceUrl and webServiceUrl may be swapped";

  boolean nobodyListens() {
    List<InetSocketAddress> brokers = brokers();
    return !brokers.isEmpty() && brokers.stream().noneMatch(BrokerCheck::listens);
  }

  /** Why there is no answer, as far as it can be seen from here. */
  String silence() {
    return nobodyListens()
        ? "nobody listens there"
        : brokers().stream().anyMatch(BrokerCheck::speaksHttp)
            ? SWAPPED
            : "somebody listens there, but does not answer as a broker does";
  }

  /** What went wrong, and what to do. */
  String explain(Exception problem) {
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String hint =
        brokers().stream().anyMatch(BrokerCheck::speaksHttp)
            ? SWAPPED
            : "check that it runs there, and that this process may reach it";
    return "cannot connect to Pulsar at %s; %s: %s"
        .formatted(
            settings.brokerServiceUrl(),
            hint,
            cause.getMessage() == null ? "there is no answer" : cause.getMessage());
  }

  /** Why the web service did not do something: nobody may listen there. */
  String explainWeb(String problem) {
    List<InetSocketAddress> servers = addresses(settings.webServiceUrl(), HTTP_PORT);
    return !servers.isEmpty() && servers.stream().noneMatch(BrokerCheck::listens)
        ? "nobody listens at %s, the webServiceUrl; correct it, or start what should be there: %s"
            .formatted(settings.webServiceUrl(), problem)
        : problem;
  }

  private List<InetSocketAddress> brokers() {
    return addresses(settings.brokerServiceUrl(), BROKER_PORT);
  }

  /** Empty if the URL cannot be taken apart: then Pulsar's client has the word. */
  private static List<InetSocketAddress> addresses(String url, int usualPort) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    int hosts = url.indexOf("://") + 3;
    try {
      for (String host : url.substring(hosts).split(",")) {
        URI uri = URI.create(url.substring(0, hosts) + host);
        int port = uri.getPort() < 0 ? usualPort : uri.getPort();
        addresses.add(new InetSocketAddress(String.valueOf(uri.getHost()), port));
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return List.of();
    }
    return addresses;
  }

  private static boolean listens(InetSocketAddress broker) {
    try (Socket socket = new Socket()) {
      socket.connect(broker, PATIENCE_MILLIS);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static boolean speaksHttp(InetSocketAddress broker) {
    try (Socket socket = new Socket()) {
      socket.connect(broker, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      return new String(answer, StandardCharsets.US_ASCII).equals("HTTP/");
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}

package io.infinitic.peers.restate;

import io.infinitic.peers.Leash;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Restate's server on this machine, one node with all roles, in a folder and on free ports, with
 * its defaults otherwise: 24 partitions, and a log whose WAL is synced. Telemetry is off. It ends
 * with this process, however that ends.
 */
final class RestateServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final String HOST = "127.0.0.1";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Leash leash;
  private final int adminPort;
  private final int ingressPort;

  private RestateServer(Process process, Leash leash, int adminPort, int ingressPort) {
    this.process = process;
    this.leash = leash;
    this.adminPort = adminPort;
    this.ingressPort = ingressPort;
  }

  static RestateServer start(Path program, Path folder) throws IOException, InterruptedException {
    int[] ports = freePorts(3);
    ProcessBuilder builder =
        new ProcessBuilder(
                program.toString(),
                "--no-logo",
                "--listen-mode",
                "tcp",
                "--node-name",
                "peers",
                "--base-dir",
                folder.resolve("restate").toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("restate.txt").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "RESTATE_BIND_IP",
                HOST,
                "RESTATE_ADVERTISED_HOST",
                HOST,
                "RESTATE_BIND_PORT",
                Integer.toString(ports[0]),
                "RESTATE_ADMIN__BIND_PORT",
                Integer.toString(ports[1]),
                "RESTATE_INGRESS__BIND_PORT",
                Integer.toString(ports[2]),
                "RESTATE_LOG_FILTER",
                "warn",
                "RESTATE_DISABLE_TELEMETRY",
                "true"));
    Process process = builder.start();
    RestateServer server =
        new RestateServer(process, Leash.hold(process.pid(), "KILL"), ports[1], ports[2]);
    try {
      server.waitUntilHealthy(server.admin("/health"));
      server.waitUntilHealthy(URI.create(server.ingress() + "/restate/health"));
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static int[] freePorts(int count) throws IOException {
    int[] ports = new int[count];
    ServerSocket[] sockets = new ServerSocket[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = new ServerSocket(0);
      ports[i] = sockets[i].getLocalPort();
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private void waitUntilHealthy(URI health) throws IOException, InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (!isHealthy(health)) {
      if (!process.isAlive()) {
        throw new IOException("Restate's server has ended with " + process.exitValue());
      }
      if (System.nanoTime() > end) {
        throw new IOException("Restate's server is not there after " + START.toSeconds() + " s");
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private boolean isHealthy(URI health) throws InterruptedException {
    try {
      return send(HttpRequest.newBuilder(health).build()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Tells it that services are served on this port. */
  void register(int port) throws IOException, InterruptedException {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(admin("/deployments"))
                .header("content-type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"uri\": \"http://" + HOST + ":" + port + "\"}"))
                .build());
    if (response.statusCode() / 100 != 2) {
      throw new IOException("Restate's server refuses the service: " + response.body());
    }
  }

  private URI admin(String path) {
    return URI.create("http://" + HOST + ":" + adminPort + path);
  }

  /** Where clients call services. */
  String ingress() {
    return "http://" + HOST + ":" + ingressPort;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    leash.close();
  }
}

package io.infinitic.examples.cropimage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands for the world outside: serves a picture at {@code /lake.jpg}, and keeps what is put under
 * {@code /uploads}.
 */
public final class ImageServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService executor = Executors.newFixedThreadPool(8);
  private final Path uploads;

  private ImageServer(HttpServer server, Path uploads) {
    this.server = server;
    this.uploads = uploads;
  }

  /**
   * Starts it on loopback.
   *
   * @param port 0 for a free one
   * @param uploads where uploaded files are kept
   * @throws IOException if the port is taken
   */
  public static ImageServer start(int port, Path uploads) throws IOException {
    Files.createDirectories(uploads);
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ImageServer server = new ImageServer(http, uploads);
    http.createContext("/lake.jpg", server::serve);
    http.createContext("/uploads/", server::receive);
    http.setExecutor(server.executor);
    http.start();
    return server;
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** The picture. */
  public URI picture() {
    return URI.create("http://127.0.0.1:" + port() + "/lake.jpg");
  }

  /** Where to put small copies. */
  public URI uploads() {
    return URI.create("http://127.0.0.1:" + port() + "/uploads");
  }

  /** The file of an uploaded image. */
  public Path file(String uploadedUrl) {
    return uploads
        .resolve(Path.of(URI.create(uploadedUrl).getPath()).getFileName())
        .toAbsolutePath();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdown();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream picture =
            Objects.requireNonNull(ImageServer.class.getResourceAsStream("lake.jpg"))) {
      exchange.getResponseHeaders().set("Content-Type", "image/jpeg");
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream body = exchange.getResponseBody()) {
        picture.transferTo(body);
      }
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("PUT")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      Path name = Path.of(exchange.getRequestURI().getPath()).getFileName();
      Path part = Files.createTempFile(uploads, "part", null);
      Files.copy(exchange.getRequestBody(), part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, uploads.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      exchange.sendResponseHeaders(201, -1);
    }
  }
}

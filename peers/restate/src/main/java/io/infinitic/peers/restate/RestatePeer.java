package io.infinitic.peers.restate;

import dev.restate.client.Client;
import dev.restate.client.Response;
import dev.restate.sdk.http.vertx.RestateHttpServer;
import io.infinitic.peers.Peer;
import io.infinitic.peers.Results;
import io.infinitic.peers.Versions;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Restate's server beside this process, in which the handlers and the client are. Each step is
 * acknowledged by the server, whose log has synced it, before the next begins.
 *
 * <ul>
 *   <li>the server as {@link RestateServer} starts it: with its defaults
 *   <li>handlers on the SDK's HTTP/2 server and its cached thread pool, as by default
 *   <li>callers wait for the response of their call, all in parallel
 * </ul>
 */
final class RestatePeer implements Peer {

  private final RestateServer server;
  private final Client client;

  private RestatePeer(RestateServer server, Client client) {
    this.server = server;
    this.client = client;
  }

  static RestatePeer start(Path folder) throws Exception {
    Path kept = Path.of(System.getProperty("peers.home"), "restate", "target", "npm");
    RestateServer server = RestateServer.start(ServerPackage.fetch(kept), folder);
    try {
      // It ends with the process.
      int port = RestateHttpServer.listen(Passes.endpoint(), 0);
      server.register(port);
      return new RestatePeer(server, Client.connect(server.ingress()));
    } catch (Exception e) {
      server.close();
      throw e;
    }
  }

  @Override
  public Run start(int tasks, String text) {
    CompletableFuture<String> result =
        client.callAsync(Passes.request(tasks, text)).thenApply(Response::response);
    return () -> Results.check(text, result.get());
  }

  @Override
  public String version() {
    return "Restate %s, Java SDK %s".formatted(ServerPackage.VERSION, Versions.of("sdk-java-http"));
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}

package io.infinitic.pulsar.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Where the embedded Pulsar listens, on loopback.
 *
 * @param broker port of the binary protocol
 * @param web port of the HTTP interface
 */
public record Ports(int broker, int web) {

  /** Pulsar's own: 6650 and 8080. */
  public static final Ports DEFAULT = new Ports(6650, 8080);

  /** Two that are free now. */
  public static Ports free() {
    return new Ports(freePort(), freePort());
  }

  /** Whether both are free now. */
  public boolean areFree() {
    return isFree(broker) && isFree(web);
  }

  void requireFree() {
    for (int port : new int[] {broker, web}) {
      if (!isFree(port)) {
        throw new EmbeddedPulsarException(
            "port "
                + port
                + " is taken; stop what listens there, or choose free ports with --port-free",
            null);
      }
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedPulsarException("no free port: " + e, e);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

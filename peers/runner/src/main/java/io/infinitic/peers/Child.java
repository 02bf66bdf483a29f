package io.infinitic.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The process that measures one peer. It is given the class of the factory, a folder and the sizes,
 * and leaves the outcome, or why there is none, in the folder. It ends when its parent does.
 */
final class Child {

  static final String OUTCOME = "outcome.properties";
  static final String FAILURE = "failure.txt";

  /** How long a peer may take to stop when the parent is gone. */
  private static final long STOP_MILLIS = 20_000;

  private Child() {}

  /** Called by {@link ChildProcess}. */
  public static void main(String[] arguments) {
    endWithParent();
    Path folder = Path.of(arguments[1]);
    Sizes sizes =
        new Sizes(
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]),
            Integer.parseInt(arguments[5]));
    try {
      measure(arguments[0], folder, sizes);
      System.exit(0); // engines leave threads behind
    } catch (Throwable e) {
      e.printStackTrace();
      report(e, folder);
      System.exit(1);
    }
  }

  private static void measure(String factory, Path folder, Sizes sizes) throws Exception {
    Peer peer =
        Class.forName(factory)
            .asSubclass(PeerFactory.class)
            .getDeclaredConstructor()
            .newInstance()
            .start(folder);
    AtomicBoolean open = new AtomicBoolean(true);
    // Whatever ends this process: a server that the peer has started ends, too.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(peer, open)));
    Measurement.of(peer, sizes).write(folder.resolve(OUTCOME));
    close(peer, open);
  }

  private static void close(Peer peer, AtomicBoolean open) {
    if (open.getAndSet(false)) {
      try {
        peer.close();
      } catch (Exception e) {
        e.printStackTrace(); // what was measured counts
      }
    }
  }

  /** The parent holds the other end of the standard input, and never writes. */
  private static void endWithParent() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                // it is gone
              }
              Thread hard = new Thread(() -> halt());
              hard.setDaemon(true);
              hard.start();
              System.exit(3);
            },
            "parent");
    thread.setDaemon(true);
    thread.start();
  }

  private static void halt() {
    try {
      Thread.sleep(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(3);
  }

  private static void report(Throwable failure, Path folder) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append(text.isEmpty() ? "" : "; caused by ").append(cause);
    }
    try {
      Files.writeString(folder.resolve(FAILURE), text);
    } catch (IOException e) {
      e.printStackTrace();
    }
  }
}

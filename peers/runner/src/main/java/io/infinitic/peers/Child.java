package io.infinitic.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The process that measures one peer. It is given the class of the factory, a folder and the sizes,
 * and leaves the outcome, or why there is none, in the folder. It ends when its parent does.
 */
final class Child {

  static final String OUTCOME = "outcome.properties";
  static final String FAILURE = "failure.txt";

  /** How long a peer may take to stop when the parent is gone. */
  private static final long STOP_MILLIS = 20_000;

  private final Path folder;
  private final AtomicReference<Peer> peer = new AtomicReference<>();
  private volatile boolean orphaned;

  private Child(Path folder) {
    this.folder = folder;
  }

  /** Called by {@link ChildProcess}. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[1]);
    Child child = new Child(folder);
    child.endWithParent();
    Sizes sizes =
        new Sizes(
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]),
            Integer.parseInt(arguments[5]));
    try {
      child.measure(arguments[0], sizes);
      System.exit(0); // engines leave threads behind
    } catch (Throwable e) {
      e.printStackTrace();
      report(e, folder);
      System.exit(1);
    }
  }

  private void measure(String factory, Sizes sizes) throws Exception {
    Peer started =
        Class.forName(factory)
            .asSubclass(PeerFactory.class)
            .getDeclaredConstructor()
            .newInstance()
            .start(folder);
    peer.set(started);
    Measurement.of(started, sizes).write(folder.resolve(OUTCOME));
  }

  /** When this process ends: what the peer has started ends, too. */
  private void close() {
    Peer open = peer.getAndSet(null);
    if (open != null) {
      try {
        open.close();
      } catch (Exception e) {
        e.printStackTrace(); // what was measured counts
      }
    }
    if (orphaned) {
      Folders.delete(folder);
    }
  }

  /** The parent holds the other end of the standard input, and never writes. */
  private void endWithParent() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close"));
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                // it is gone
              }
              orphaned = true;
              Thread limit = new Thread(Child::halt, "halt");
              limit.setDaemon(true);
              limit.start();
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

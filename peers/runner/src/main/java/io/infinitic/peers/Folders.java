package io.infinitic.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Removes what a run has written. */
final class Folders {

  /** A server that was told to end may still write. */
  private static final int ATTEMPTS = 100;

  private static final long PAUSE_MILLIS = 100;

  private Folders() {}

  /** Deletes the folder and all in it. */
  static synchronized void delete(Path folder) {
    String reason = "";
    for (int attempt = 0; attempt < ATTEMPTS && Files.exists(folder); attempt++) {
      try {
        deleteOnce(folder);
      } catch (IOException | UncheckedIOException e) {
        reason = e.getMessage();
        pause();
      }
    }
    if (Files.exists(folder)) {
      System.err.println("could not delete all of " + folder + ": " + reason);
    }
  }

  private static void deleteOnce(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.infinitic.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that is deleted with all that is in it, also when the process is told to end. */
final class Scratch implements AutoCloseable {

  private final Path folder;
  private final Thread hook = new Thread(this::delete);

  private Scratch(Path folder) {
    this.folder = folder;
  }

  static Scratch create() throws IOException {
    Scratch scratch = new Scratch(Files.createTempDirectory("infinitic-bench"));
    Runtime.getRuntime().addShutdownHook(scratch.hook);
    return scratch;
  }

  Path folder() {
    return folder;
  }

  private void delete() {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> leavesFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : leavesFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("infinitic: " + folder + " could not be deleted: " + e);
    }
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process ends
    }
  }
}

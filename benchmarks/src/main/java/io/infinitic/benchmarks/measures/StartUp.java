package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Child;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.server.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The cluster for developers, from its command to its word that it is ready: as it starts after a
 * build, and as it starts later, when {@code bin/infinitic} has prepared the classes.
 */
public final class StartUp implements Benchmark {

  private static final int MOST_ROUNDS = 3;
  private static final double TARGET_SECONDS = 8;
  private static final long PATIENCE_SECONDS = 90;
  private static final int PREPARING_STARTS = 2;
  private static final int PREPARING_LOOKS = 240;
  private static final long LOOK_MILLIS = 250;
  private static final String PREPARED = "classes-*.jsa";

  @Override
  public String name() {
    return "start-up";
  }

  @Override
  public String summary() {
    return "infinitic dev on an empty directory, until it is ready";
  }

  @Override
  public void measure(Bench bench, Figures figures) throws InterruptedException {
    Path home = Path.of(System.getProperty("infinitic.home", "."));
    Path script = home.resolve("bin").resolve("infinitic");
    int rounds = Math.min(bench.rounds(), MOST_ROUNDS);
    Series first = figures.series("until ready, after a build", "s").atMost(TARGET_SECONDS);
    for (int round = 1; round <= rounds; round++) {
      first.add(seconds(bench, "first-" + round, dev -> Child.start("1g", Main.class, dev)));
    }
    if (!Files.isExecutable(script)) {
      return; // in a test of Maven
    }
    prepare(bench, script, home.resolve("server").resolve("target"));
    Series later = figures.series("until ready, later", "s").atMost(TARGET_SECONDS);
    for (int round = 1; round <= rounds; round++) {
      later.add(seconds(bench, "later-" + round, dev -> byScript(script, dev)));
    }
  }

  private static double seconds(Bench bench, String round, Function<List<String>, Child> start) {
    String data = bench.data().resolve(round).toString();
    long before = System.nanoTime();
    try (Child dev = start.apply(List.of("dev", "--port-free", "--data", data))) {
      dev.awaitLine("Infinitic is ready", PATIENCE_SECONDS);
      return (System.nanoTime() - before) / 1e9;
    }
  }

  private static Child byScript(Path script, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(arguments);
    return Child.start("dev", command);
  }

  /** The first start notes the classes, the next has them prepared. */
  private static void prepare(Bench bench, Path script, Path target) throws InterruptedException {
    try {
      for (Path old : prepared(target)) {
        Files.delete(old);
      }
      for (int start = 1; start <= PREPARING_STARTS; start++) {
        seconds(bench, "prepare-" + start, dev -> byScript(script, dev));
        for (int look = 0; look < PREPARING_LOOKS; look++) {
          if (!prepared(target).isEmpty()) {
            return;
          }
          Thread.sleep(LOOK_MILLIS);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new InfiniticException(script + " has not prepared its classes in " + target);
  }

  private static List<Path> prepared(Path target) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target, PREPARED)) {
      files.forEach(found::add);
    }
    return found;
  }
}

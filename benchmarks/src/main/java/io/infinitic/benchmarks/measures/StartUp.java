package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Child;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.server.Main;
import java.io.IOException;
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
  private static final int MOST_LOOKS = 400;
  private static final long LOOK_MILLIS = 250;
  private static final String NOTED = "classes-*";
  private static final String PREPARED = "classes-[0-9]*[0-9].jsa";

  @Override
  public String name() {
    return "start-up";
  }

  @Override
  public String summary() {
    return "infinitic dev on an empty directory, until it is ready";
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    Path home = Path.of(System.getProperty("infinitic.home", "."));
    Path script = home.resolve("bin").resolve("infinitic");
    Path target = home.resolve("server").resolve("target");
    int rounds = Math.min(bench.rounds(), MOST_ROUNDS);
    Series first = figures.series("until ready, after a build", "s").atMost(TARGET_SECONDS);
    if (!Files.isExecutable(script)) { // in a test of Maven
      first.add(seconds(bench, "first", dev -> Child.start("1g", Main.class, dev)));
      return;
    }
    for (int round = 1; round <= rounds; round++) {
      for (Path noted : files(target, NOTED)) {
        Files.delete(noted);
      }
      first.add(seconds(bench, "first-" + round, dev -> byScript(script, dev)));
    }
    seconds(bench, "preparing", dev -> byScript(script, dev));
    awaitPrepared(target);
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

  private static void awaitPrepared(Path target) throws IOException, InterruptedException {
    for (int look = 0; files(target, PREPARED).isEmpty(); look++) {
      if (look == MOST_LOOKS) {
        throw new InfiniticException("the classes were not prepared in " + target);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private static List<Path> files(Path target, String pattern) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target, pattern)) {
      files.forEach(found::add);
    }
    return found;
  }
}

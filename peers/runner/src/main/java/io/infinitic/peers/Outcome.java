package io.infinitic.peers;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What a child process has measured. It travels as properties: the class path of a child is its
 * peer's, and has no JSON of ours.
 *
 * @param version what ran
 * @param atOnce how many workflows were started at once
 */
record Outcome(String version, int atOnce, List<Figures> rounds) {

  void write(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("version", version);
    properties.setProperty("atOnce", Integer.toString(atOnce));
    for (int round = 0; round < rounds.size(); round++) {
      Figures figures = rounds.get(round);
      properties.setProperty(
          "round." + round,
          "%s %s %s %s"
              .formatted(
                  figures.p50Millis(),
                  figures.p99Millis(),
                  figures.tasksPerSecond(),
                  figures.millisPerStep()));
    }
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
  }

  static Outcome read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    List<Figures> rounds = new ArrayList<>();
    String line;
    while ((line = properties.getProperty("round." + rounds.size())) != null) {
      String[] figures = line.split(" ");
      rounds.add(
          new Figures(
              Double.parseDouble(figures[0]),
              Double.parseDouble(figures[1]),
              Double.parseDouble(figures[2]),
              Double.parseDouble(figures[3])));
    }
    return new Outcome(
        properties.getProperty("version"),
        Integer.parseInt(properties.getProperty("atOnce")),
        rounds);
  }
}

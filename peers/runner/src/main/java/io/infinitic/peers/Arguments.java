package io.infinitic.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param entrants what is measured, in the usual order
 * @param json where the figures go, beside the table; null for nowhere
 */
record Arguments(List<Entrant> entrants, int rounds, double scale, @Nullable Path json) {

  static final String USAGE =
      """
      bin/infinitic bench peers [name ...] [--rounds N] [--scale S] [--json FILE]
        name      what to measure, instead of all: %s
        --rounds  how often; medians are reported (5)
        --scale   of the number of workflows and steps, such as 0.1 for a first look (1)
        --json    a file for the figures of all rounds"""
          .formatted(names());

  /** Says what is wrong with a command line. */
  static final class Wrong extends Exception {
    Wrong(String message) {
      super(message);
    }
  }

  static Arguments parse(String... words) throws Wrong {
    List<String> chosen = new ArrayList<>();
    int rounds = 5;
    double scale = 1;
    Path json = null;
    for (int i = 0; i < words.length; i++) {
      switch (words[i]) {
        case "--rounds" -> rounds = rounds(value(words, i++));
        case "--scale" -> scale = scale(value(words, i++));
        case "--json" -> json = Path.of(value(words, i++));
        default -> chosen.add(known(words[i]));
      }
    }
    List<Entrant> entrants =
        Entrant.ALL.stream()
            .filter(entrant -> chosen.isEmpty() || chosen.contains(entrant.name()))
            .toList();
    return new Arguments(entrants, rounds, scale, json);
  }

  private static String value(String[] words, int option) throws Wrong {
    if (option + 1 == words.length) {
      throw new Wrong(words[option] + " needs a value");
    }
    return words[option + 1];
  }

  private static String known(String word) throws Wrong {
    if (word.startsWith("-")) {
      throw new Wrong("there is no option " + word);
    }
    Predicate<Entrant> sameName = entrant -> entrant.name().equals(word);
    if (Entrant.ALL.stream().noneMatch(sameName)) {
      throw new Wrong("there is no peer " + word + "; there are " + names());
    }
    return word;
  }

  private static int rounds(String value) throws Wrong {
    return number(value)
        .filter(number -> number >= 1 && number == Math.rint(number))
        .map(Double::intValue)
        .orElseThrow(() -> new Wrong("--rounds needs a whole number from 1 on, not " + value));
  }

  private static double scale(String value) throws Wrong {
    return number(value)
        .filter(number -> number > 0 && number <= 100)
        .orElseThrow(() -> new Wrong("--scale needs a number above 0, at most 100, not " + value));
  }

  private static Optional<Double> number(String value) {
    try {
      return Optional.of(Double.valueOf(value));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String names() {
    return Entrant.ALL.stream().map(Entrant::name).collect(Collectors.joining(", "));
  }
}

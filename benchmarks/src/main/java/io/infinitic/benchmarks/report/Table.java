package io.infinitic.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report for people: machine, settings, a line for each figure. */
public final class Table {

  private static final List<String> HEAD =
      List.of(
          "benchmark",
          "figure",
          "median",
          "min",
          "max",
          "unit",
          "bound",
          "ratio",
          "target",
          "met",
          "aim");

  /** Columns of text; the others are numbers. */
  private static final List<Integer> LEFT = List.of(0, 1, 5, 6, 8, 9);

  private Table() {}

  /** All of it. */
  public static String of(Report report) {
    StringBuilder text = new StringBuilder();
    Machine machine = report.machine();
    text.append(
        "Machine: %d cores, %d MB, %s, %s%n"
            .formatted(machine.cores(), machine.memoryMegabytes(), machine.jdk(), machine.os()));
    text.append(
        report.settings().entrySet().stream()
            .map(setting -> setting.getKey() + " " + setting.getValue())
            .collect(Collectors.joining(", ", "Settings: ", System.lineSeparator())));
    text.append(System.lineSeparator()).append(lines(rows(report.outcomes())));
    for (Outcome outcome : report.outcomes()) {
      if (outcome.problem() != null) {
        text.append("%n%s: %s".formatted(outcome.benchmark(), outcome.problem()));
      }
    }
    return text.toString();
  }

  private static List<List<String>> rows(List<Outcome> outcomes) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    for (Outcome outcome : outcomes) {
      outcome.figures().forEach(figure -> rows.add(row(outcome.benchmark(), figure)));
      if (outcome.problem() != null) {
        rows.add(List.of(outcome.benchmark(), "not finished", "", "", "", "", "", "", "", "", ""));
      }
    }
    return rows;
  }

  private static List<String> row(String benchmark, Figure figure) {
    Boolean met = figure.met();
    return List.of(
        benchmark,
        figure.name(),
        Figure.show(figure.value()),
        Figure.show(figure.min()),
        Figure.show(figure.max()),
        figure.unit(),
        orEmpty(figure.bound()),
        figure.ratio() == null ? "" : Figure.show(figure.ratio()),
        orEmpty(figure.target()),
        met == null ? "" : met ? "yes" : "no",
        orEmpty(figure.aim()));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String lines(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String side = LEFT.contains(i) ? "-" : "";
        line.append(("%" + side + widths[i] + "s  ").formatted(row.get(i)));
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}

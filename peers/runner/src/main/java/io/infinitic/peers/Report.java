package io.infinitic.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All that was found out.
 *
 * @param at when it began, ISO-8601
 */
record Report(String at, Machine machine, Sizes sizes, List<Entry> peers) {

  /**
   * One peer: either an outcome, or why there is none.
   *
   * @param medians of the outcome's rounds
   */
  record Entry(
      Entrant peer,
      @Nullable Outcome outcome,
      @Nullable Figures medians,
      @Nullable String failure) {

    static Entry of(Entrant peer, Outcome outcome) {
      return new Entry(peer, outcome, Figures.median(outcome.rounds()), null);
    }

    static Entry failed(Entrant peer, String reason) {
      return new Entry(peer, null, null, reason);
    }
  }

  private static final String ROW = "%-28s %9s %9s %9s %9s %9s";

  /** For people. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "%s, %s, %d cores, %d MB; heap %d MB; a sync of 4 KiB takes %.2f ms",
            machine.system(),
            machine.java(),
            machine.cores(),
            machine.memoryMegabytes(),
            machine.heapMegabytes(),
            machine.syncMillis()));
    lines.add(
        text(
            "medians of %d rounds; 3 tasks: %d workflows one at a time, then many at once; %d steps: one workflow",
            sizes.rounds(), sizes.oneAtATime(), sizes.steps()));
    lines.add("");
    lines.add(text(ROW, "", "3 tasks", "3 tasks", "tasks", "workflows", "ms a"));
    lines.add(text(ROW, "", "p50, ms", "p99, ms", "a second", "at once", "step"));
    peers.forEach(entry -> lines.add(figures(entry)));
    lines.add("");
    for (Entry entry : peers) {
      lines.add(entry.peer().title() + ": " + setUp(entry));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String figures(Entry entry) {
    Outcome outcome = entry.outcome();
    Figures medians = entry.medians();
    if (outcome == null || medians == null) {
      return text(ROW, entry.peer().title(), "-", "-", "-", "-", "-").stripTrailing();
    }
    return text(
        ROW,
        entry.peer().title(),
        text("%.1f", medians.p50Millis()),
        text("%.1f", medians.p99Millis()),
        text("%.0f", medians.tasksPerSecond()),
        outcome.atOnce(),
        text("%.2f", medians.millisPerStep()));
  }

  private static String setUp(Entry entry) {
    Outcome outcome = entry.outcome();
    return outcome == null
        ? "not measured: " + entry.failure()
        : "%s; %s; durable: %s"
            .formatted(outcome.version(), entry.peer().layout(), entry.peer().durable());
  }

  /** For programs. */
  void write(Path file) throws IOException {
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

package io.infinitic.server;

import io.infinitic.clients.EventType;
import io.infinitic.clients.HistoryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A history as people read it: one line a step, with what it took. */
final class Timeline {

  private final List<String> lines = new ArrayList<>();
  private final Duration duration;
  private int steps;

  Timeline(List<HistoryEvent> history) {
    HistoryEvent first = history.get(0);
    duration = Duration.between(first.time(), history.get(history.size() - 1).time());
    Map<Integer, HistoryEvent> open = new HashMap<>();
    for (HistoryEvent event : history) {
      switch (event.type()) {
        case COMMAND -> open.put(event.command(), event);
        case TASK_ENDED, TIMER_ENDED -> {
          HistoryEvent command = open.get(event.command());
          if (command != null) {
            steps++;
            lines.add(line(first, command, event));
          }
        }
        default -> {
          // decisions and the run's own beginning and end are not steps
        }
      }
    }
  }

  /** The steps that have completed, by the numbers of their commands. */
  static Set<Integer> completed(List<HistoryEvent> history) {
    return history.stream()
        .filter(event -> event.type() == EventType.TASK_ENDED)
        .filter(event -> event.summary().startsWith("COMPLETED"))
        .map(HistoryEvent::command)
        .collect(Collectors.toSet());
  }

  /** Whether it is the history of a run that has ended. */
  static boolean hasEnded(List<HistoryEvent> history) {
    return history.stream().anyMatch(event -> event.type() == EventType.RUN_ENDED);
  }

  List<String> lines() {
    return lines;
  }

  int steps() {
    return steps;
  }

  /** From the start of the run to its end. */
  Duration duration() {
    return duration;
  }

  private static String line(HistoryEvent first, HistoryEvent command, HistoryEvent end) {
    String name = command.summary();
    return "%6d ms  %-40s %5d ms  %s"
        .formatted(
            Duration.between(first.time(), command.time()).toMillis(),
            name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
            Duration.between(command.time(), end.time()).toMillis(),
            end.summary());
  }
}

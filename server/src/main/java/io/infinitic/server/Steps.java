package io.infinitic.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The steps of the demo's workflow, by the numbers of their commands: how far it is, and whether a
 * step that was done when the process before was killed has run again.
 */
final class Steps {

  private final int total;
  private final Set<Integer> doneBefore;
  private final Set<Integer> beganBefore;
  private final Set<Integer> began = new TreeSet<>();
  private final Set<Integer> done;
  private int toldTenths;

  /**
   * What is known when the process starts.
   *
   * @param total how many steps the workflow has
   * @param doneBefore those that its history has as completed
   * @param beganBefore those that a process before has begun, whether they ended or not
   */
  Steps(int total, Collection<Integer> doneBefore, Collection<Integer> beganBefore) {
    this.total = total;
    this.doneBefore = new TreeSet<>(doneBefore);
    this.beganBefore = new TreeSet<>(beganBefore);
    done = new TreeSet<>(doneBefore);
    toldTenths = tenths();
  }

  /** A step runs, in this process. */
  synchronized void began(int step) {
    began.add(step);
  }

  /** A step has a result. Returns what to tell: something, when another tenth of them is done. */
  synchronized Optional<String> ended(int step) {
    done.add(step);
    if (tenths() == toldTenths) {
      return Optional.empty();
    }
    toldTenths = tenths();
    return Optional.of(progress());
  }

  /** How many of all are done, such as "120 of 600 steps done". */
  synchronized String progress() {
    return "%d of %d steps done".formatted(done.size(), total);
  }

  /** What became of the steps of the process that was killed. */
  synchronized List<String> afterKill() {
    List<String> lines = new ArrayList<>();
    Set<Integer> again = ranAgain(doneBefore);
    lines.add(
        "%d of %d steps were done before the kill, %s"
            .formatted(
                doneBefore.size(),
                total,
                again.isEmpty()
                    ? "none ran again"
                    : "but %d of them RAN AGAIN: %s".formatted(again.size(), again)));
    Set<Integer> underWay = new TreeSet<>(beganBefore);
    underWay.removeAll(doneBefore);
    if (!underWay.isEmpty()) {
      lines.add(
          "%d more had begun, with no result recorded; %d of these ran again"
              .formatted(underWay.size(), ranAgain(underWay).size()));
    }
    return lines;
  }

  private Set<Integer> ranAgain(Set<Integer> steps) {
    Set<Integer> again = new TreeSet<>(steps);
    again.retainAll(began);
    return again;
  }

  private int tenths() {
    return done.size() * 10 / total;
  }
}

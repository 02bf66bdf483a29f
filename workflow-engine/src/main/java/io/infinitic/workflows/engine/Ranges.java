package io.infinitic.workflows.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of numbers that mostly follow one another, as a list: first and last of a range, first and
 * last of the next. Only the largest ranges are kept.
 */
final class Ranges {

  private static final int MOST = 128;

  private Ranges() {}

  static boolean contains(List<Long> ranges, long number) {
    for (int i = ranges.size() - 2; i >= 0 && number <= ranges.get(i + 1); i -= 2) {
      if (number >= ranges.get(i)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the number is smaller than all, and may have been in a range that was dropped. */
  static boolean isBefore(List<Long> ranges, long number) {
    return ranges.size() >= 2 * MOST && number < ranges.get(0);
  }

  /** The set with one number more. */
  static List<Long> with(List<Long> ranges, long number) {
    if (contains(ranges, number)) {
      return ranges;
    }
    List<Long> with = new ArrayList<>(ranges);
    int at = with.size(); // before the first range that is larger
    while (at > 0 && with.get(at - 2) > number) {
      at -= 2;
    }
    with.addAll(at, List.of(number, number));
    join(with, at);
    if (at > 0) {
      join(with, at - 2);
    }
    return List.copyOf(with.subList(Math.max(0, with.size() - 2 * MOST), with.size()));
  }

  /** Makes one range of that and the next if nothing is between them. */
  private static void join(List<Long> ranges, int at) {
    if (at + 2 < ranges.size() && ranges.get(at + 1) + 1 == ranges.get(at + 2)) {
      ranges.remove(at + 2);
      ranges.remove(at + 1);
    }
  }

  /** The set with one number less. */
  static List<Long> without(List<Long> ranges, long number) {
    List<Long> without = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i += 2) {
      long first = ranges.get(i);
      long last = ranges.get(i + 1);
      if (number < first || number > last) {
        without.addAll(List.of(first, last));
      } else {
        if (first < number) {
          without.addAll(List.of(first, number - 1));
        }
        if (number < last) {
          without.addAll(List.of(number + 1, last));
        }
      }
    }
    return List.copyOf(without);
  }
}

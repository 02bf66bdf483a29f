package io.infinitic.workers.replay;

import io.infinitic.workers.replay.Branches.Branch;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The order in which branches run after an event: that of their creation, again and again until
 * none can. A branch that is created meanwhile takes part in the next time around.
 */
final class Round {

  private final Supplier<List<Branch>> branches;
  private List<Branch> order = List.of();
  private int next;
  private boolean hasRun;

  /**
   * @param branches those that there are, in the order of their creation
   */
  Round(Supplier<List<Branch>> branches) {
    this.branches = branches;
  }

  /** Begins anew, with all that there are. */
  void begin() {
    order = branches.get();
    next = 0;
    hasRun = false;
  }

  /** One of them runs out of turn; then all have theirs. */
  void afterOneOutOfTurn() {
    order = List.of();
    next = 0;
    hasRun = true;
  }

  /** The next one that can run; null if none can. */
  @Nullable Branch next() {
    while (true) {
      while (next < order.size()) {
        Branch branch = order.get(next++);
        if (branch.takesTurn()) {
          hasRun = true;
          return branch;
        }
      }
      if (!hasRun) {
        return null;
      }
      begin();
    }
  }
}

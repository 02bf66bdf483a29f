package io.infinitic.workers.replay;

import io.infinitic.functions.Func0;
import org.jspecify.annotations.Nullable;

/** What a branch waits for. */
interface Wait {

  boolean isOver();

  /** For people; null if the engine knows of it anyway: a task, another workflow. */
  @Nullable String label();

  /** Until the workflow's code says so. */
  static Wait until(Func0<Boolean> condition, String label) {
    return new Wait() {
      @Override
      public boolean isOver() {
        try {
          return Boolean.TRUE.equals(condition.apply());
        } catch (Exception e) {
          return true; // the branch asks again, and it is thrown there
        }
      }

      @Override
      public String label() {
        return label;
      }
    };
  }

  /** For ever. */
  static Wait never() {
    return until(() -> false, "the next run");
  }
}

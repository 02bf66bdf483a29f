package io.infinitic.workers.local;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The limit of an attempt, and what its code wants done when it is over. */
final class TimeLimit {

  private static final Logger LOG = LoggerFactory.getLogger(TimeLimit.class);

  private final List<Runnable> actions = new ArrayList<>();
  private boolean over;

  synchronized boolean isOver() {
    return over;
  }

  void whenOver(Runnable action) {
    synchronized (this) {
      if (!over) {
        actions.add(action);
        return;
      }
    }
    run(action);
  }

  void isOverNow() {
    List<Runnable> due;
    synchronized (this) {
      over = true;
      due = List.copyOf(actions);
    }
    due.forEach(TimeLimit::run);
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.warn("an action of Task.onTimeOut failed", e);
    }
  }
}

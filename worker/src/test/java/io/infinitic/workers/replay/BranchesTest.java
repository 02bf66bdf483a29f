package io.infinitic.workers.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.functions.Func0;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BranchesTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Branches branches = new Branches("Flow", threads, 10_000);
  private final Scope scope = new Scope(null, (command, label) -> {});
  private final Method method = Runnable.class.getMethods()[0];
  private final List<String> order = new ArrayList<>();
  private boolean opened;

  @AfterEach
  void end() {
    branches.unwind();
    threads.shutdownNow();
  }

  /** A branch that is begun after a hold takes part in the first round after it. */
  @Test
  void whatAHeldBranchBeginsRunsInItsTurn() {
    boolean[] goesOn = {false};
    add(
        held -> {
          waitAndSay("held", () -> goesOn[0]);
          branches.hold();
          branches.runInside("", method, scope, inner -> waitAndSay("inner"));
          waitAndSay("released");
        });
    add(
        other -> {
          waitAndSay("other", () -> order.contains("held") && !branches.isHeld());
          opened = true;
        });
    runAll();
    goesOn[0] = true;
    runAll();
    assertThat(branches.isHeld()).isTrue();
    assertThat(order).containsExactly("held");
    branches.release();
    branches.runAll(branches::next);
    assertThat(order).containsExactly("held", "other", "inner", "released");
  }

  /** Events are fed in the thread of the branch that they let go on. */
  @Test
  void aBranchThatIsNextGoesOnInItsThread() {
    int events = 100;
    int[] fed = {0};
    List<Thread> feeders = new ArrayList<>();
    add(
        branch -> {
          for (int i = 1; i <= events; i++) {
            int event = i;
            waitAndSay("" + i, () -> fed[0] >= event);
          }
        });
    branches.newRound();
    branches.runAll(
        () -> {
          Branches.Branch next = branches.next();
          while (next == null && fed[0] < events) {
            feeders.add(Thread.currentThread());
            fed[0]++;
            branches.newRound();
            next = branches.next();
          }
          return next;
        });
    assertThat(order).hasSize(events).endsWith("" + events);
    assertThat(feeders).hasSize(events).doesNotContain(Thread.currentThread());
    assertThat(feeders.stream().distinct()).hasSize(1);
  }

  @Test
  void aMistakeInTheScheduleIsThrownToWhoRunsThem() {
    add(branch -> waitAndSay("never"));
    branches.newRound();
    boolean[] begun = {false};
    assertThatThrownBy(
            () ->
                branches.runAll(
                    () -> {
                      if (begun[0]) {
                        throw new InfiniticException("not repeated", null);
                      }
                      begun[0] = true;
                      return branches.next();
                    }))
        .hasMessage("not repeated");
    assertThat(order).isEmpty();
  }

  private void add(Consumer<Branches.Branch> body) {
    branches.add("", method, true, scope, body);
  }

  private void runAll() {
    branches.newRound();
    branches.runAll(branches::next);
  }

  private void waitAndSay(String what) {
    waitAndSay(what, () -> opened);
  }

  private void waitAndSay(String what, Func0<Boolean> condition) {
    branches.pauseUntil(Wait.until(condition, what));
    order.add(what);
  }
}

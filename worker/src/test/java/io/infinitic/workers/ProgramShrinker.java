package io.infinitic.workers;

import io.infinitic.workers.Node.Op;
import io.infinitic.workers.ProgramHost.Setup;
import io.infinitic.workers.ProgramVerdict.Broken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Looks for a smaller program that is broken in the same way. */
final class ProgramShrinker {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int TRIES = 3;

  private ProgramShrinker() {}

  /** Everything that a person needs. */
  static AssertionError report(Setup setup, ProgramCase program, Broken how) {
    ProgramCase smallest = program;
    Broken last = how;
    long deadline = System.nanoTime() + LIMIT.toNanos();
    boolean smaller = maySearch(program, how);
    while (smaller) {
      smaller = false;
      for (ProgramCase next : smallest.smaller()) {
        if (System.nanoTime() > deadline) {
          break;
        }
        Broken same = tryOut(setup, next, how.isEndless());
        if (same != null) {
          smallest = next;
          last = same;
          smaller = true;
          break;
        }
      }
    }
    return new AssertionError(
        """
        seed %d, %s; repeat it with -Dinfinitic.seed=%d
        program   %s
        smallest  %s
        %s"""
            .formatted(program.seed(), setup, program.seed(), program, smallest, last.getMessage()),
        last);
  }

  /** A reception that has lost its limit would wait for ever by itself. */
  private static boolean maySearch(ProgramCase program, Broken how) {
    return !how.isEndless() || program.program().count(Op.RECEIVE) == 0;
  }

  private static @Nullable Broken tryOut(Setup setup, ProgramCase program, boolean endless) {
    for (int i = 0; i < TRIES; i++) {
      try (ProgramHost host = new ProgramHost(setup)) {
        List<CompletableFuture<String>> result = List.of(host.start(program));
        host.awaitEnd();
        ProgramVerdict.of(program, result.get(0), host, host.runs());
      } catch (Broken e) {
        if (e.isEndless() == endless) {
          return e;
        }
      }
    }
    return null;
  }
}

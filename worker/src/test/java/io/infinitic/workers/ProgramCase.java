package io.infinitic.workers;

import io.infinitic.workers.Node.Op;
import java.util.Random;

/**
 * A program and what happens to it from outside.
 *
 * @param seed what it was drawn from
 * @param program what it does
 * @param canceled whether the client asks to cancel it
 * @param queries how often the client asks for its trace
 */
record ProgramCase(long seed, Node program, boolean canceled, int queries) {

  static ProgramCase racing(long seed) {
    Random random = new Random(~seed);
    return new ProgramCase(
        seed, ProgramGenerator.racing(seed), random.nextInt(8) == 0, random.nextInt(4));
  }

  static ProgramCase fixed(long seed) {
    return new ProgramCase(seed, ProgramGenerator.fixed(seed), false, 0);
  }

  ProgramCase withProgram(Node other) {
    return new ProgramCase(seed, other, canceled, queries);
  }

  String workflowId() {
    return "program-" + seed;
  }

  /** Enough for all receptions, of both kinds that filters ask for. */
  int signals() {
    return program.count(Op.RECEIVE) == 0
        ? 0
        : 2 * (2 + program.count(Op.RECEIVE, Op.TAKE, Op.TAKE_LIMITED, Op.PEEK));
  }
}

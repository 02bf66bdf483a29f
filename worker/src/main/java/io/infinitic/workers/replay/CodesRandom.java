package io.infinitic.workers.replay;

import java.util.Random;

/**
 * Random numbers for the code of a run, also when it keeps them in a field: they are drawn where a
 * replay draws them again, and nowhere else, such as in a query or inside inline().
 */
final class CodesRandom extends Random {

  private static final long serialVersionUID = 1;

  private final transient RunCore core;

  CodesRandom(RunCore core, long seed) {
    super(seed);
    this.core = core;
  }

  @Override
  protected int next(int bits) {
    core.requireBranch("random");
    return super.next(bits);
  }
}

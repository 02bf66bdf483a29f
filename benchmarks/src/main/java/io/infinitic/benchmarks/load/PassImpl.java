package io.infinitic.benchmarks.load;

/** Passes on. */
public final class PassImpl implements Pass {
  @Override
  public String on(String text) {
    return text;
  }

  @Override
  public void fail() {
    throw new IllegalStateException("as it should");
  }

  @Override
  public long at(int step) {
    return System.nanoTime();
  }
}

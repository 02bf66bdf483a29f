package io.infinitic.benchmarks;

/** Something of three steps that can be run and timed. */
interface Load extends AutoCloseable {

  /** Runs so many, one at a time; what each took, milliseconds. */
  double[] latencies(int count) throws Exception;

  /** Runs so many at once; how many ended a second. */
  double perSecond(int count) throws Exception;

  @Override
  void close();
}

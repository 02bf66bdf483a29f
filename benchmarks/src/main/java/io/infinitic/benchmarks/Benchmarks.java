package io.infinitic.benchmarks;

import io.infinitic.benchmarks.measures.Benchmark;
import io.infinitic.benchmarks.measures.FanOut;
import io.infinitic.benchmarks.measures.Idle;
import io.infinitic.benchmarks.measures.Latency;
import io.infinitic.benchmarks.measures.Local;
import io.infinitic.benchmarks.measures.LongLived;
import io.infinitic.benchmarks.measures.LongRuns;
import io.infinitic.benchmarks.measures.Memory;
import io.infinitic.benchmarks.measures.Noisy;
import io.infinitic.benchmarks.measures.Overload;
import io.infinitic.benchmarks.measures.Signals;
import io.infinitic.benchmarks.measures.StartUp;
import io.infinitic.benchmarks.measures.Throughput;
import io.infinitic.benchmarks.measures.Timers;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** All that there are, in the order in which they run. */
final class Benchmarks {

  static final List<Benchmark> ALL =
      List.of(
          new Latency(),
          new Throughput(),
          new Local(),
          new FanOut(),
          new LongRuns(),
          new LongLived(),
          new Signals(),
          new Timers(),
          new Overload(),
          new Noisy(),
          new Idle(),
          new StartUp(),
          new Memory());

  private Benchmarks() {}

  static String names() {
    return ALL.stream().map(Benchmark::name).collect(Collectors.joining(", "));
  }

  /** For the help. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ALL.stream().map(Benchmark::name).iterator();
    }
  }
}

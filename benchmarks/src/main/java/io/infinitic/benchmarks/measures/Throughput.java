package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Cluster;
import io.infinitic.benchmarks.cluster.Part;
import io.infinitic.benchmarks.load.LongestWait;
import io.infinitic.benchmarks.load.RawChain;
import io.infinitic.benchmarks.load.Workflows;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Workflows of three tasks, many at a time: how many the whole carries. */
public final class Throughput implements Benchmark {

  private static final int TASKS = 3;

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public String summary() {
    return "workflows of 3 tasks that do nothing, 2,000 at a time";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(10); // it warms up twice
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    try (RawChain chain = bench.openRawChain()) {
      Rate raw = Rate.of(chain.sequence(TASKS), bench);
      LongestWait waits = new LongestWait(Workflows.sequence(bench.client(), TASKS, false));
      Rate workflows = Rate.of(waits, bench);
      Series rawSteps = figures.series("raw chain, tasks a second", "1/s");
      Series steps =
          figures
              .series("tasks a second", "1/s")
              .boundedBy(rawSteps)
              .atLeastTimes(0.5)
              .aimingAt(6_000);
      Series whole = figures.series("workflows a second", "1/s");
      Series longest = figures.series("longest wait of a caller", "ms");
      Map<Part, Series> processors = processors(bench.cluster(), figures);
      for (int round = 1; round <= bench.rounds(); round++) {
        rawSteps.add(TASKS * raw.perSecond());
        waits.forget();
        Map<Part, Long> before = processorTimes(processors.keySet());
        double perSecond = workflows.perSecond();
        processors.forEach(
            (part, series) ->
                series.add(
                    (part.usage().cpuNanos() - before.get(part))
                        / 1e3
                        / (TASKS * workflows.count())));
        steps.add(TASKS * perSecond);
        whole.add(perSecond);
        longest.add(waits.millis());
        bench.say("round " + round);
      }
    }
  }

  /** Times that a busy machine hardly changes, unlike the figures per second. */
  private static Map<Part, Series> processors(Cluster cluster, Figures figures) {
    Part engine = cluster.engine();
    Part worker = cluster.worker();
    String time = ", processor time per task";
    if (engine == worker) {
      return Map.of(engine, figures.series("all" + time, "µs"));
    }
    Map<Part, Series> both = new LinkedHashMap<>();
    both.put(engine, figures.series("engine" + time, "µs"));
    both.put(worker, figures.series("worker" + time, "µs"));
    return both;
  }

  private static Map<Part, Long> processorTimes(Collection<Part> parts) {
    return parts.stream()
        .collect(Collectors.toMap(Function.identity(), part -> part.usage().cpuNanos()));
  }
}

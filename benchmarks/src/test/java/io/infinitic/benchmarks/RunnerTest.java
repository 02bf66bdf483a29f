package io.infinitic.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.benchmarks.cluster.BrokerSettings;
import io.infinitic.benchmarks.cluster.Layout;
import io.infinitic.benchmarks.cluster.Store;
import io.infinitic.benchmarks.measures.Bench;
import io.infinitic.benchmarks.measures.Benchmark;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Outcome;
import io.infinitic.benchmarks.report.Report;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RunnerTest {

  private interface Body {
    void measure(Figures figures) throws Exception;
  }

  private record Fake(String name, Body body) implements Benchmark {
    @Override
    public String summary() {
      return "a fake";
    }

    @Override
    public Duration limit() {
      return Duration.ofMillis(200);
    }

    @Override
    public void measure(Bench bench, Figures figures) throws Exception {
      figures.series("first", "ms").add(1);
      body.measure(figures);
    }
  }

  private static Report run(Benchmark... benchmarks) throws Exception {
    Store store = new Store("memory", "");
    return new Runner(new Settings(store, Layout.ALL_IN_ONE, BrokerSettings.usual(), 1, 1))
        .run(List.of(benchmarks));
  }

  @Test
  void failureDoesNotStopTheNext() throws Exception {
    Report report =
        run(
            new Fake(
                "broken",
                figures -> {
                  throw new IllegalStateException("a reason");
                }),
            new Fake("fine", figures -> {}));
    Outcome broken = report.outcomes().get(0);
    assertThat(broken.problem()).contains("failed", "a reason");
    assertThat(broken.figures()).hasSize(1);
    assertThat(report.outcomes().get(1).problem()).isNull();
    assertThat(report.isComplete()).isFalse();
  }

  @Test
  void whatTakesTooLongReportsWhatItHasGot() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Report report =
        run(
            new Fake(
                "endless",
                figures -> {
                  try {
                    new CountDownLatch(1).await();
                  } finally {
                    interrupted.countDown();
                  }
                }));
    interrupted.await();
    Outcome endless = report.outcomes().get(0);
    assertThat(endless.problem()).startsWith("not finished");
    assertThat(endless.figures()).hasSize(1);
  }

  @Test
  void allThatHasFinishedIsComplete() throws Exception {
    assertThat(run(new Fake("fine", figures -> {})).isComplete()).isTrue();
  }
}

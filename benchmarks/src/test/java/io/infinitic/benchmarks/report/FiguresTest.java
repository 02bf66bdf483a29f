package io.infinitic.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

  private final Figures figures = new Figures();

  private static void add(Series series, double... samples) {
    for (double sample : samples) {
      series.add(sample);
    }
  }

  private Figure last() {
    return figures.soFar().get(figures.soFar().size() - 1);
  }

  @Test
  void figureIsTheMedianBetweenItsExtremes() {
    add(figures.series("latency", "ms"), 30, 10, 20);
    assertThat(last().value()).isEqualTo(20);
    assertThat(last().min()).isEqualTo(10);
    assertThat(last().max()).isEqualTo(30);
    assertThat(last().rounds()).isEqualTo(3);
    assertThat(last().ratio()).isNull();
    assertThat(last().target()).isNull();
    assertThat(last().met()).isNull();
  }

  @Test
  void ratioIsThatOfTheMedians() {
    Series raw = figures.series("raw", "ms");
    add(raw, 10, 20, 90);
    add(figures.series("ours", "ms").boundedBy(raw).atMostTimes(1.5), 30, 31, 29);
    assertThat(last().bound()).isEqualTo("raw");
    assertThat(last().boundValue()).isEqualTo(20);
    assertThat(last().ratio()).isEqualTo(1.5);
    assertThat(last().target()).isEqualTo("ratio <= 1.50");
    assertThat(last().met()).isTrue();
  }

  @Test
  void rateShouldNotBeTooFarBelowItsBound() {
    Series raw = figures.series("raw", "1/s");
    add(raw, 100);
    add(figures.series("ours", "1/s").boundedBy(raw).atLeastTimes(0.5).aimingAt(6_000), 49);
    assertThat(last().met()).isFalse();
    assertThat(last().aim()).isEqualTo("6,000");
  }

  @Test
  void valueHasATargetOfItsOwn() {
    add(figures.series("start", "s").atMost(8), 7.9);
    assertThat(last().target()).isEqualTo("<= 8");
    assertThat(last().met()).isTrue();
  }

  @Test
  void nothingIsSaidOfWhatWasNotMeasured() {
    Series raw = figures.series("raw", "ms");
    add(figures.series("ours", "ms").boundedBy(raw).atMostTimes(2), 1);
    assertThat(figures.soFar()).hasSize(1);
    assertThat(last().ratio()).isNull();
    assertThat(last().met()).isNull();
  }
}

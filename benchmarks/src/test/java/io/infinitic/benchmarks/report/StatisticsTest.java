package io.infinitic.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  private static final double[] ONE_TO_200 =
      IntStream.rangeClosed(1, 200).asDoubleStream().toArray();

  @Test
  void medianIsTheMiddleOne() {
    assertThat(Statistics.median(new double[] {9, 1, 5})).isEqualTo(5);
    assertThat(Statistics.median(new double[] {7})).isEqualTo(7);
  }

  @Test
  void medianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(Statistics.median(new double[] {4, 1, 3, 100})).isEqualTo(3.5);
  }

  @Test
  void percentileIsTheSmallestThatSoManyDoNotExceed() {
    assertThat(Statistics.percentile(ONE_TO_200, 1)).isEqualTo(2);
    assertThat(Statistics.percentile(ONE_TO_200, 50)).isEqualTo(100);
    assertThat(Statistics.percentile(ONE_TO_200, 99)).isEqualTo(198);
    assertThat(Statistics.percentile(ONE_TO_200, 100)).isEqualTo(200);
    assertThat(Statistics.percentile(new double[] {3}, 99)).isEqualTo(3);
    assertThat(Statistics.percentile(new double[] {2, 1, 3}, 99)).isEqualTo(3);
  }

  @Test
  void samplesStayInTheirOrder() {
    double[] samples = {3, 1, 2};
    Statistics.median(samples);
    assertThat(samples).containsExactly(3, 1, 2);
  }

  @Test
  void nothingHasNoStatistics() {
    assertThatThrownBy(() -> Statistics.median(new double[0])).hasMessageContaining("no samples");
    assertThatThrownBy(() -> Statistics.percentile(ONE_TO_200, 0)).hasMessageContaining("0");
    assertThatThrownBy(() -> Statistics.percentile(ONE_TO_200, 101)).hasMessageContaining("101");
  }
}

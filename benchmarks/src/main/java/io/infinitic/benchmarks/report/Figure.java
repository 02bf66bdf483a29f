package io.infinitic.benchmarks.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the result.
 *
 * @param value median over the rounds
 * @param bound what it is compared with; null if with nothing
 * @param boundValue that figure's median
 * @param ratio value to bound
 * @param target what it should be; null if that is not said
 * @param met whether it is
 * @param aim what it is to become on a machine of its own; null if that is not said
 */
public record Figure(
    String name,
    String unit,
    double value,
    double min,
    double max,
    int rounds,
    @Nullable String bound,
    @Nullable Double boundValue,
    @Nullable Double ratio,
    @Nullable String target,
    @Nullable Boolean met,
    @Nullable String aim) {

  /** Three digits that tell something, and no more. */
  static String show(double number) {
    double size = Math.abs(number);
    String format = size >= 100 || number == Math.rint(number) ? "%,.0f" : "%,.2f";
    return String.format(Locale.ROOT, size > 0 && size < 0.1 ? "%.4f" : format, number);
  }
}

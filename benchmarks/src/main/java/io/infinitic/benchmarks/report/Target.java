package io.infinitic.benchmarks.report;

import java.util.Locale;

/**
 * What a figure should be.
 *
 * @param ofRatio whether it is about the ratio to the bound, not the value itself
 * @param atMost whether the limit is an upper one
 */
record Target(boolean ofRatio, boolean atMost, double limit) {

  boolean isMet(double value, double ratio) {
    double measured = ofRatio ? ratio : value;
    return atMost ? measured <= limit : measured >= limit;
  }

  @Override
  public String toString() {
    String subject = ofRatio ? "ratio " : "";
    return String.format(Locale.ROOT, "%s%s %s", subject, atMost ? "<=" : ">=", Figure.show(limit));
  }
}

package io.infinitic.examples.loyalty;

/** The books. */
public interface LoyaltyService {

  /** Writes down a change of points. */
  void record(String member, String reason, int change);
}

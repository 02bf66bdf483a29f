package io.infinitic.examples.cancellation;

import java.util.List;

/** Buys where an offer comes first. */
public interface Purchase {

  /** Returns the number of the delivery. Can be cancelled until it is delivered. */
  String buy(String item, List<String> suppliers);
}

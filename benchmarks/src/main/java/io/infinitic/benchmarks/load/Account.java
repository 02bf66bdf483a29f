package io.infinitic.benchmarks.load;

import io.infinitic.workflows.SendChannel;

/** A run that goes on for years, and is called, signalled and asked from time to time. */
public interface Account {

  /** The note that ends the run. */
  String END = "end";

  /** Takes notes until it is told to end. */
  void open();

  /** A call that changes a field; what was there before. */
  String add(String text);

  /** A call with a task that fails, is retried, and fails for good; how many have. */
  int tryInVain();

  /** Notes from many senders. */
  SendChannel<String> notes();
}

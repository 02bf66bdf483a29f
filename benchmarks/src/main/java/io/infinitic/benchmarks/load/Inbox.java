package io.infinitic.benchmarks.load;

import io.infinitic.workflows.SendChannel;

/** A run that waits for signals. */
public interface Inbox {

  /** Ends with so many signals. */
  int take(int signals);

  /** Where they come in. */
  SendChannel<String> signals();
}

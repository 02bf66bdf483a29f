package io.infinitic.peers.infinitic;

/** The workflow. */
public interface Passes {

  /**
   * Returns the text, passed on by so many tasks; local ones, or those of the service's workers.
   */
  String run(int tasks, boolean local, String text);
}

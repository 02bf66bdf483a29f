package io.infinitic.peers.dbos;

/** The workflow. */
public interface Passes {

  /** Returns the text, passed on by so many steps. */
  String run(int steps, String text);
}

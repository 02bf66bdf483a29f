package io.infinitic.peers.infinitic;

/** The service. */
public interface Pass {

  /** Returns the text. */
  String on(String text);
}

package io.infinitic.peers.temporal;

import io.temporal.activity.ActivityInterface;

/** The activity. */
@ActivityInterface
public interface Pass {

  /** Returns the text. */
  String on(String text);
}

package io.infinitic.peers.temporal;

import io.infinitic.peers.Peer;
import io.infinitic.peers.PeerFactory;
import java.nio.file.Path;

/** Activities. */
public final class Activities implements PeerFactory {

  @Override
  public Peer start(Path folder) {
    return TemporalPeer.start(false);
  }
}

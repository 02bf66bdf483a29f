package io.infinitic.peers.temporal;

import io.infinitic.peers.Peer;
import io.infinitic.peers.PeerFactory;
import java.nio.file.Path;

/** Local activities. */
public final class LocalActivities implements PeerFactory {

  @Override
  public Peer start(Path folder) {
    return TemporalPeer.start(true);
  }
}

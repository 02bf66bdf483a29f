package io.infinitic.peers.infinitic;

import io.infinitic.peers.Peer;
import io.infinitic.peers.PeerFactory;
import java.nio.file.Path;

/** Tasks at the service's workers. */
public final class Tasks implements PeerFactory {

  @Override
  public Peer start(Path folder) {
    return InfiniticPeer.start(folder, false);
  }
}

package io.infinitic.peers.infinitic;

import io.infinitic.peers.Peer;
import io.infinitic.peers.PeerFactory;
import java.nio.file.Path;

/** Local tasks. */
public final class LocalTasks implements PeerFactory {

  @Override
  public Peer start(Path folder) {
    return InfiniticPeer.start(folder, true);
  }
}

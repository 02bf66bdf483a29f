package io.infinitic.peers.dbos;

import io.infinitic.peers.Peer;
import io.infinitic.peers.PeerFactory;
import java.nio.file.Path;

/** Steps of a workflow, which DBOS runs in its thread. */
public final class Steps implements PeerFactory {

  @Override
  public Peer start(Path folder) throws Exception {
    return DbosPeer.start(folder);
  }
}

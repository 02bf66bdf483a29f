package io.infinitic.peers.restate;

import io.infinitic.peers.Peer;
import io.infinitic.peers.PeerFactory;
import java.nio.file.Path;

/** Steps that a handler runs with {@code Context.run}. */
public final class Runs implements PeerFactory {

  @Override
  public Peer start(Path folder) throws Exception {
    return RestatePeer.start(folder);
  }
}

package io.infinitic.peers.camunda;

import io.infinitic.peers.Peer;
import io.infinitic.peers.PeerFactory;
import java.nio.file.Path;

/** External tasks, fetched and completed by a worker in the process of the engine. */
public final class ExternalTasks implements PeerFactory {

  @Override
  public Peer start(Path folder) throws Exception {
    return CamundaPeer.start(folder);
  }
}

package io.infinitic.peers;

import java.nio.file.Path;

/** Starts a peer. Has a public constructor without parameters. */
@FunctionalInterface
public interface PeerFactory {

  /** Returns the peer, ready for workflows. All it writes is in the folder. */
  Peer start(Path folder) throws Exception;
}

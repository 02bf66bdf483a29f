package io.infinitic.host;

import io.infinitic.store.StateStore;
import io.infinitic.store.StoreException;
import io.infinitic.transport.LogIdentity;
import io.infinitic.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A namespace and a store belong together: each knows the other since they first met. State in a
 * store that is not the namespace's would be missing, or skip messages for being before its
 * positions.
 */
final class Belonging {

  private static final Logger LOG = LoggerFactory.getLogger(Belonging.class);

  private static final String WAY_OUT =
      " If the store is to be this namespace's from now on, stop its other engine hosts and start"
          + " once with --adopt (in YAML: engine: { adopt: true }).";

  private Belonging() {}

  /**
   * Makes them known to each other when they meet.
   *
   * @param adopt whether they shall belong together from now on, whatever was before
   * @throws StoreException if they do not belong together
   */
  static void require(Transport transport, StateStore store, boolean adopt) {
    LogIdentity log = transport.identity();
    if (log.id().isEmpty() || store.id().isEmpty()) {
      return; // cannot be told
    }
    String refusal = refusal(log, store);
    if (!refusal.isEmpty() && !adopt) {
      throw new StoreException(refusal + WAY_OUT, null);
    } else if (!refusal.isEmpty()) {
      LOG.warn("INF-1013 a store is adopted: {}", refusal);
    }
    if (!store.log().equals(log.id())) {
      store.follow(log.id(), !store.log().isEmpty());
    }
    if (!log.store().equals(store.id())) {
      transport.keptIn(store.id());
    }
  }

  /** Why they do not belong together; empty if they do. */
  private static String refusal(LogIdentity log, StateStore store) {
    if (!store.log().isEmpty() && !store.log().equals(log.id())) {
      return "INF-1012 the store is of another namespace, or of one that was deleted and made"
          + " again: its positions mean nothing here. Use the store of this namespace, or an"
          + " empty one if the namespace is new.";
    } else if (!log.store().isEmpty() && !log.store().equals(store.id())) {
      return "INF-1012 the state of this namespace is kept in another store"
          + (store.isEmpty() ? ", and this one is empty" : "")
          + ": its workflows would be missing. If another process runs the engine, such as"
          + " `infinitic dev`, leave `engine` and `storage` out of this one's configuration. Else use"
          + " that store, or a copy of it.";
    } else if (log.store().isEmpty() && log.wasRead() && store.isEmpty()) {
      return "INF-1012 the store is empty, but the messages of this namespace were handled before:"
          + " its workflows are in another store. Use that one, or a copy of it.";
    }
    return "";
  }
}

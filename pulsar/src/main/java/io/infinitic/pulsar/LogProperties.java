package io.infinitic.pulsar;

import io.infinitic.transport.LogIdentity;
import java.util.Map;
import java.util.UUID;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;

/**
 * Properties of the engine's topic, by which it can be told from one that was deleted and made
 * again, and which say in what store its state is kept.
 */
final class LogProperties {

  private static final String ID = "infinitic.log";
  private static final String STORE = "infinitic.store";

  private LogProperties() {}

  /** Those of a new topic. */
  static Map<String, String> create() {
    return Map.of(ID, UUID.randomUUID().toString());
  }

  /** Those that a topic of an earlier version misses. */
  static void complete(PulsarAdmin admin, String topic) throws PulsarAdminException {
    if (!admin.topics().getProperties(topic).containsKey(ID)) {
      admin.topics().updateProperties(topic, create());
    }
  }

  static LogIdentity read(PulsarAdmin admin, String topic, int partitions)
      throws PulsarAdminException {
    Map<String, String> properties = admin.topics().getProperties(topic);
    String id = properties.getOrDefault(ID, "");
    String store = properties.getOrDefault(STORE, "");
    boolean mustLook = !id.isEmpty() && store.isEmpty();
    return new LogIdentity(id, store, mustLook && wasRead(admin, topic, partitions));
  }

  private static boolean wasRead(PulsarAdmin admin, String topic, int partitions)
      throws PulsarAdminException {
    for (int i = 0; i < partitions; i++) {
      LogExtent log =
          LogExtent.of(
              admin.topics().getInternalStats(Topics.partition(topic, i)),
              Topics.ENGINE_SUBSCRIPTION);
      if (log != null && log.wasRead()) {
        return true;
      }
    }
    return false;
  }

  static void keptIn(PulsarAdmin admin, String topic, String store) throws PulsarAdminException {
    admin.topics().updateProperties(topic, Map.of(STORE, store));
  }
}

package io.infinitic.benchmarks.cluster;

import io.infinitic.pulsar.PulsarSettings;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.common.naming.TopicDomain;
import org.apache.pulsar.common.naming.TopicName;
import org.apache.pulsar.common.policies.data.TopicStats;

/** Asks the broker what was published; not what the raw chain, or Pulsar itself, has. */
public final class TrafficMeter implements AutoCloseable {

  private final PulsarAdmin admin;
  private final String namespace;

  private TrafficMeter(PulsarAdmin admin, String namespace) {
    this.admin = admin;
    this.namespace = namespace;
  }

  /** Of the namespace. */
  public static TrafficMeter open(PulsarSettings settings) throws PulsarClientException {
    return new TrafficMeter(
        PulsarAdmin.builder().serviceHttpUrl(settings.webServiceUrl()).build(),
        settings.tenant() + "/" + settings.namespace());
  }

  /** What it has seen until now. */
  public Traffic read() throws PulsarAdminException {
    Traffic all = new Traffic(0, 0, 0);
    for (String topic : admin.topics().getList(namespace, TopicDomain.persistent)) {
      String name = TopicName.get(topic).getLocalName();
      if (!name.startsWith("raw-") && !name.startsWith("__")) {
        all = all.plus(of(admin.topics().getStats(topic)));
      }
    }
    return all;
  }

  private static Traffic of(TopicStats stats) {
    long backlog =
        stats.getSubscriptions().values().stream().mapToLong(s -> s.getMsgBacklog()).sum();
    return new Traffic(stats.getMsgInCounter(), stats.getBytesInCounter(), backlog);
  }

  @Override
  public void close() {
    admin.close();
  }
}

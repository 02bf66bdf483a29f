package io.infinitic.benchmarks.cluster;

import io.infinitic.pulsar.PulsarSettings;
import java.util.List;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.common.naming.TopicDomain;
import org.apache.pulsar.common.naming.TopicName;
import org.apache.pulsar.common.policies.data.TopicStats;

/**
 * What was published on the durable topics of a namespace since the broker started; not what the
 * raw chain, or Pulsar itself, has.
 *
 * @param messages that were published
 * @param bytes that they had
 * @param backlog how many have not been acknowledged
 */
public record Traffic(long messages, long bytes, long backlog) {

  /** Asks the broker. */
  public static Traffic read(PulsarSettings settings)
      throws PulsarClientException, PulsarAdminException {
    try (PulsarAdmin admin =
        PulsarAdmin.builder().serviceHttpUrl(settings.webServiceUrl()).build()) {
      String namespace = settings.tenant() + "/" + settings.namespace();
      List<String> topics = admin.topics().getList(namespace, TopicDomain.persistent);
      Traffic all = new Traffic(0, 0, 0);
      for (String topic : topics) {
        String name = TopicName.get(topic).getLocalName();
        if (!name.startsWith("raw-") && !name.startsWith("__")) {
          all = all.plus(of(admin.topics().getStats(topic)));
        }
      }
      return all;
    }
  }

  private static Traffic of(TopicStats stats) {
    long backlog =
        stats.getSubscriptions().values().stream().mapToLong(s -> s.getMsgBacklog()).sum();
    return new Traffic(stats.getMsgInCounter(), stats.getBytesInCounter(), backlog);
  }

  private Traffic plus(Traffic other) {
    return new Traffic(messages + other.messages, bytes + other.bytes, backlog + other.backlog);
  }

  /** What came after. */
  public Traffic since(Traffic earlier) {
    return new Traffic(messages - earlier.messages, bytes - earlier.bytes, backlog);
  }
}

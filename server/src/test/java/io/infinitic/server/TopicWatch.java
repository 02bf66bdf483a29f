package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.wire.WireCodec;
import io.infinitic.workers.Conservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;

/** Reads what is, and was, on the topics of a namespace: acknowledged messages are retained. */
final class TopicWatch {

  /** A message as it was published. */
  record Published(long atMillis, SpecificRecord message) {

    /** Causes first: all messages of a batch have the time of its first, so times do not tell. */
    private int rank() {
      return message instanceof EngineMessage ? 0 : message instanceof ExecuteTask ? 1 : 2;
    }
  }

  private TopicWatch() {}

  /** Everything: what the engine was told, then its tasks, then its WorkflowTasks. */
  static List<Published> read(PulsarSettings settings) throws Exception {
    List<Published> read = new ArrayList<>();
    try (PulsarAdmin admin =
            PulsarAdmin.builder().serviceHttpUrl(settings.webServiceUrl()).build();
        PulsarClient client =
            PulsarClient.builder().serviceUrl(settings.brokerServiceUrl()).build()) {
      for (String topic : admin.topics().getList(settings.tenant() + "/" + settings.namespace())) {
        Class<? extends SpecificRecord> type = type(topic);
        if (type != null) {
          read(client, topic, type, read);
        }
      }
    }
    read.sort(Comparator.comparingInt(Published::rank).thenComparingLong(Published::atMillis));
    return read;
  }

  /** What must hold of tasks held. */
  static List<Published> requireConservation(PulsarSettings settings) throws Exception {
    List<Published> all = read(settings);
    Conservation conservation = new Conservation();
    all.forEach(published -> conservation.sent(published.message()));
    assertThat(conservation.violations()).isEmpty();
    assertThat(conservation.outcomes()).isPositive();
    return all;
  }

  private static Class<? extends SpecificRecord> type(String topic) {
    String name = topic.substring(topic.lastIndexOf('/') + 1);
    if (name.startsWith("engine-partition")) {
      return EngineMessage.class;
    } else if (name.startsWith("workflow-task-")) {
      return ExecuteWorkflowTask.class;
    }
    return name.contains("task-") ? ExecuteTask.class : null;
  }

  private static void read(
      PulsarClient client, String topic, Class<? extends SpecificRecord> type, List<Published> into)
      throws Exception {
    try (var reader = client.newReader().topic(topic).startMessageId(MessageId.earliest).create()) {
      while (reader.hasMessageAvailable()) {
        Message<byte[]> message = reader.readNext(10, TimeUnit.SECONDS);
        into.add(
            new Published(
                message.getPublishTime(), WireCodec.decode(type, message.getData(), null)));
      }
    }
  }
}

package io.infinitic.pulsar;

import io.infinitic.transport.Priority;
import io.infinitic.transport.TopicNames;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of the topics of a namespace. Part of the wire contract. */
record Topics(String tenant, String namespace) {

  /** Subscription of the engine's hosts. */
  static final String ENGINE_SUBSCRIPTION = "engine";

  /** Subscription of workers. */
  static final String WORKERS_SUBSCRIPTION = "workers";

  /** Subscription that keeps dead letters until someone has seen to them. */
  static final String OPERATORS_SUBSCRIPTION = "operators";

  private static final Pattern LIKE_A_PARTITION = Pattern.compile("(?s)(.*-partition)-([0-9]+)");

  /** Partitions of a workflow's topic. */
  static final int WORKFLOW_PARTITIONS = 4;

  String engine() {
    return persistent("engine");
  }

  String tasks(String service, Priority priority) {
    String lane =
        switch (priority) {
          case HIGH -> "urgent-task-";
          case NORMAL -> "task-";
          case LOW -> "background-task-";
        };
    return persistent(lane + encode(service));
  }

  String workflowTasks(String workflow) {
    // Pulsar makes no partitioned topic with these words in its name.
    return persistent(
        "workflow-task-" + encode(workflow).replace("-partition-", "~002dpartition-"));
  }

  String deadLetters() {
    return persistent("dead-letter");
  }

  String replies(String address) {
    return "non-persistent://" + tenant + "/" + namespace + "/reply-" + encode(address);
  }

  /** Where all workers can be asked. */
  String workers() {
    return "non-persistent://" + tenant + "/" + namespace + "/workers";
  }

  static String partition(String topic, int index) {
    return topic + "-partition-" + index;
  }

  private String persistent(String name) {
    return "persistent://" + tenant + "/" + namespace + "/" + name;
  }

  /**
   * Keeps letters, digits and {@code . _ -}; Pulsar's HTTP interface does not agree with itself on
   * others. A name that ends as those of partitions do, Pulsar would take for one: its last hyphen
   * is written as another character.
   */
  private static String encode(String name) {
    Matcher partition = LIKE_A_PARTITION.matcher(name);
    if (partition.matches()) {
      return encode(partition.group(1)) + "~002d" + partition.group(2);
    }
    StringBuilder encoded = new StringBuilder(name.length());
    for (char c : name.toCharArray()) {
      if (TopicNames.isPlain(c)) {
        encoded.append(c);
      } else {
        encoded.append('~').append(HexFormat.of().toHexDigits(c));
      }
    }
    return encoded.toString();
  }
}

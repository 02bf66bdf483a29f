package io.infinitic.benchmarks.cluster;

import io.infinitic.server.LocalCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a broker differs from the one that is embedded.
 *
 * @param partitions of the engine's log
 * @param others by the names of {@code broker.conf} and {@code bookkeeper.conf}
 */
public record BrokerSettings(int partitions, Map<String, String> others) {

  private static final List<String> DURABLE = List.of("journalSyncData", "journalWriteData");

  /** Not at all. */
  public static BrokerSettings usual() {
    return new BrokerSettings(LocalCluster.PARTITIONS, Map.of());
  }

  /** Whether what it has accepted is on disk, for people. */
  public String durability() {
    boolean isDurable =
        DURABLE.stream().allMatch(name -> others.getOrDefault(name, "true").equals("true"));
    return isDurable ? "fsync" : "NOT synced";
  }

  /** As arguments of a process. */
  List<String> toArguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(partitions));
    others.forEach((name, value) -> arguments.add(name + "=" + value));
    return arguments;
  }

  static BrokerSettings ofArguments(List<String> arguments) {
    Map<String, String> others = new LinkedHashMap<>();
    for (String argument : arguments.subList(1, arguments.size())) {
      int at = argument.indexOf('=');
      others.put(argument.substring(0, at), argument.substring(at + 1));
    }
    return new BrokerSettings(Integer.parseInt(arguments.get(0)), others);
  }
}

package io.infinitic.server;

import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.wire.Wording;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prepares a namespace of a Pulsar cluster. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Prepares a Pulsar namespace: tenant, namespace, topics, policies. Can be run again.",
      "The number of partitions is fixed for ever: a different one is refused."
    })
final class InitCommand implements Callable<Integer> {

  @Option(names = "--broker-url", description = "Default: ${DEFAULT-VALUE}.")
  private String brokerUrl = "pulsar://localhost:6650";

  @Option(names = "--web-url", description = "Default: ${DEFAULT-VALUE}.")
  private String webUrl = "http://localhost:8080";

  @Option(names = "--tenant", description = "Default: ${DEFAULT-VALUE}.")
  private String tenant = PulsarSettings.DEFAULT_TENANT;

  @Option(names = "--namespace", description = "Default: ${DEFAULT-VALUE}.")
  private String namespace = PulsarSettings.DEFAULT_NAMESPACE;

  @Option(
      names = "--partitions",
      description = "Partitions of the engine's log (default: ${DEFAULT-VALUE}).")
  private int partitions = PulsarNamespace.DEFAULT_PARTITIONS;

  @Option(
      names = "--retention-minutes",
      description = "How long acknowledged messages are kept (default: ${DEFAULT-VALUE}).")
  private int retentionMinutes = PulsarNamespace.DEFAULT_RETENTION_MINUTES;

  @Override
  public Integer call() {
    PulsarNamespace.initialize(
        new PulsarSettings(brokerUrl, webUrl, tenant, namespace), partitions, retentionMinutes);
    System.out.printf(
        "Namespace %s/%s is ready, with %s.%n",
        tenant, namespace, Wording.count(partitions, "partition"));
    return 0;
  }
}

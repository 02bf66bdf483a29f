package io.infinitic.server;

import io.infinitic.pulsar.embedded.Ports;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A cluster for developers. */
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    description = {
      "Runs Pulsar, the engine and its store in this process until Ctrl-C.",
      "Data is kept in ./data; clients and workers connect with the printed YAML."
    })
final class DevCommand implements Callable<Integer> {

  @Option(names = "--data", description = "Where data is kept (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(names = "--port", description = "Port of the broker (default: ${DEFAULT-VALUE}).")
  private int brokerPort = Ports.DEFAULT.broker();

  @Option(
      names = "--web-port",
      description = "Port of its HTTP interface (default: ${DEFAULT-VALUE}).")
  private int webPort = Ports.DEFAULT.web();

  @Option(names = "--port-free", description = "Use free ports instead.")
  private boolean freePorts;

  @Option(
      names = "--adopt",
      description = {
        "Take engine.db and Pulsar's data as they are, though they do not belong together;",
        "for the first start after one of them was lost or replaced."
      })
  private boolean adopt;

  @Override
  public Integer call() throws InterruptedException {
    Ports ports = freePorts ? Ports.free() : new Ports(brokerPort, webPort);
    CountDownLatch stopped = new CountDownLatch(1);
    LocalCluster cluster = LocalCluster.start(data, ports, adopt);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  cluster.close();
                  stopped.countDown();
                },
                "infinitic-shutdown"));
    var settings = cluster.settings();
    System.out.printf(
        "Infinitic is ready. Service URL: %s   (data: %s, Ctrl-C to stop)%n",
        settings.brokerServiceUrl(), data.toAbsolutePath());
    System.out.printf(
        "transport: { pulsar: { brokerServiceUrl: %s, webServiceUrl: %s, tenant: %s, namespace: %s"
            + " } }%n",
        settings.brokerServiceUrl(),
        settings.webServiceUrl(),
        settings.tenant(),
        settings.namespace());
    stopped.await();
    return 0;
  }
}

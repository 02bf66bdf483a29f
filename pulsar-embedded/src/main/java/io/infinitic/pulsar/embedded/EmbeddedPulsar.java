package io.infinitic.pulsar.embedded;

import io.infinitic.pulsar.PulsarSettings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pulsar.broker.PulsarService;
import org.apache.pulsar.broker.ServiceConfiguration;
import org.apache.pulsar.common.intercept.AppendBrokerTimestampMetadataInterceptor;
import org.apache.pulsar.common.policies.data.ClusterData;
import org.apache.pulsar.common.util.FieldParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A standalone Pulsar in this process, on loopback only. What it has accepted is on disk, journal
 * included: it survives {@code kill -9}.
 *
 * <pre>{@code
 * try (EmbeddedPulsar pulsar = EmbeddedPulsar.start(Path.of("data/pulsar"), Ports.free())) {
 *   PulsarNamespace.initialize(pulsar.settings("infinitic", "dev"), 2, 60);
 * }
 * }</pre>
 */
public final class EmbeddedPulsar implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPulsar.class);
  private static final String CLUSTER = "standalone";
  private static final String LOOPBACK = "127.0.0.1";

  private final FileChannel lockFile;
  private final Bookie bookie;
  private final PulsarService broker;

  private EmbeddedPulsar(FileChannel lockFile, Bookie bookie, PulsarService broker) {
    this.lockFile = lockFile;
    this.bookie = bookie;
    this.broker = broker;
  }

  /**
   * Starts it; takes some seconds.
   *
   * @param directory where it keeps its data; made if it does not exist
   * @throws EmbeddedPulsarException if another process uses the directory, or a port is taken
   */
  public static EmbeddedPulsar start(Path directory, Ports ports) {
    return start(directory, ports, Map.of());
  }

  /**
   * Starts it with other settings than its own.
   *
   * @param settings by the names that they have in {@code broker.conf} or {@code bookkeeper.conf}
   * @throws EmbeddedPulsarException as above, or if there is no such setting, or it cannot have
   *     that value
   */
  public static EmbeddedPulsar start(Path directory, Ports ports, Map<String, String> settings) {
    FileChannel lock = lock(directory);
    Bookie bookie = null;
    try {
      ports.requireFree();
      bookie =
          Bookie.start(
              directory.resolve("bookie"), directory.resolve("metadata"), ofBookie(settings));
      PulsarService broker =
          new PulsarService(
              configuration(bookie.metadataUrl(), ports, settings),
              Optional.empty(),
              code -> LOG.error("the broker asks to end this process with code {}", code));
      broker.start();
      registerCluster(broker);
      return new EmbeddedPulsar(lock, bookie, broker);
    } catch (Exception e) {
      if (bookie != null) {
        bookie.close();
      }
      release(lock);
      throw e instanceof EmbeddedPulsarException known
          ? known
          : new EmbeddedPulsarException("the embedded Pulsar cannot start: " + e, e);
    }
  }

  /** How to connect to a namespace of it. */
  public PulsarSettings settings(String tenant, String namespace) {
    return new PulsarSettings(
        broker.getBrokerServiceUrl(), broker.getWebServiceAddress(), tenant, namespace);
  }

  @Override
  public void close() {
    try {
      broker.close();
    } catch (Exception e) {
      LOG.warn("the embedded broker did not close cleanly; nothing is lost: {}", e.toString());
    }
    bookie.close();
    release(lockFile);
  }

  /** Those that the bookie has. One that neither it nor the broker has is a mistake. */
  private static Map<String, String> ofBookie(Map<String, String> settings) {
    Map<String, String> others = new HashMap<>();
    settings.forEach(
        (name, value) -> {
          boolean isBookies = Bookie.hasSetting(name);
          if (isBookies) {
            others.put(name, value);
          } else if (!isBrokers(name)) {
            throw new EmbeddedPulsarException(
                "neither the broker nor the bookie has a setting " + name, null);
          }
        });
    return others;
  }

  private static boolean isBrokers(String name) {
    return Arrays.stream(ServiceConfiguration.class.getDeclaredFields())
        .anyMatch(field -> field.getName().equals(name));
  }

  private static ServiceConfiguration configuration(
      String metadataUrl, Ports ports, Map<String, String> settings) {
    ServiceConfiguration config = new ServiceConfiguration();
    config.setClusterName(CLUSTER);
    config.setRunningStandalone(true);
    config.setMetadataStoreUrl(metadataUrl);
    config.setBindAddress(LOOPBACK);
    config.setAdvertisedAddress(LOOPBACK);
    config.setBrokerServicePort(Optional.of(ports.broker()));
    config.setWebServicePort(Optional.of(ports.web()));
    config.setNumHttpServerThreads(8);

    // One bookie holds one copy.
    config.setManagedLedgerDefaultEnsembleSize(1);
    config.setManagedLedgerDefaultWriteQuorum(1);
    config.setManagedLedgerDefaultAckQuorum(1);
    config.setBookkeeperNumberOfChannelsPerBookie(1);

    // Latency: deliver what arrives at once, instead of after a delay meant to save wake-ups.
    config.setManagedLedgerNewEntriesCheckDelayInMillis(0);
    config.setDispatcherRetryBackoffInitialTimeInMs(0);
    config.setDispatcherRetryBackoffMaxTimeInMs(0);
    // A thread fewer that each message has to go through; the default of later versions.
    config.setDispatcherDispatchMessagesInSubscriptionThread(false);
    config.setActiveConsumerFailoverDelayTimeMillis(100);
    // A process that hangs loses its partitions after two of these.
    config.setKeepAliveIntervalSeconds(5);

    // A restart must not deliver again what was acknowledged.
    config.setAcknowledgmentAtBatchIndexLevelEnabled(true);
    config.setManagedLedgerDefaultMarkDeleteRateLimit(0);

    // The time of the log is the broker's, whatever the clocks of its clients show.
    config.setBrokerEntryMetadataInterceptors(
        Set.of(AppendBrokerTimestampMetadataInterceptor.class.getName()));
    config.setExposingBrokerEntryMetadataToClientEnabled(true);

    config.setSystemTopicEnabled(true);
    config.setTopicLevelPoliciesEnabled(true);
    config.setTransactionCoordinatorEnabled(false);
    config.setFunctionsWorkerEnabled(false);
    config.setLoadBalancerEnabled(false);
    config.setBrokerDeleteInactiveTopicsEnabled(false);
    config.setBrokerShutdownTimeoutMs(5_000);
    config.setDefaultNumberOfNamespaceBundles(1);
    FieldParser.update(settings, config);
    return config;
  }

  private static void registerCluster(PulsarService broker) throws Exception {
    var clusters = broker.getPulsarResources().getClusterResources();
    ClusterData data =
        ClusterData.builder()
            .serviceUrl(broker.getWebServiceAddress())
            .brokerServiceUrl(broker.getBrokerServiceUrl())
            .build();
    if (clusters.clusterExists(CLUSTER)) {
      clusters.updateCluster(CLUSTER, old -> data); // the ports may have changed
    } else {
      clusters.createCluster(CLUSTER, data);
    }
  }

  private static FileChannel lock(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        lock = null;
      }
      if (lock == null) {
        channel.close();
        throw new EmbeddedPulsarException(
            "the data directory "
                + directory.toAbsolutePath()
                + " is in use by another process; stop that, or name another directory with --data",
            null);
      }
      return channel;
    } catch (IOException e) {
      throw new EmbeddedPulsarException(
          "the data directory " + directory.toAbsolutePath() + " cannot be used: " + e, e);
    }
  }

  private static void release(FileChannel lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.debug("releasing the data directory", e);
    }
  }
}

package io.infinitic.pulsar.embedded;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.bookkeeper.client.BookKeeperAdmin;
import org.apache.bookkeeper.common.allocator.PoolingPolicy;
import org.apache.bookkeeper.common.component.LifecycleComponentStack;
import org.apache.bookkeeper.conf.ServerConfiguration;
import org.apache.bookkeeper.server.Main;
import org.apache.bookkeeper.server.conf.BookieConfiguration;
import org.apache.pulsar.common.protocol.Commands;
import org.apache.pulsar.metadata.api.MetadataStoreConfig;
import org.apache.pulsar.metadata.api.extended.MetadataStoreExtended;
import org.apache.pulsar.metadata.bookkeeper.AbstractMetadataDriver;
import org.apache.pulsar.metadata.bookkeeper.PulsarMetadataBookieDriver;
import org.apache.pulsar.metadata.bookkeeper.PulsarMetadataClientDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bookie of the embedded Pulsar. Pulsar's own standalone mode (BKCluster) turns the journal's
 * data off, so that what it has accepted is lost with the process; this one writes and syncs it.
 */
final class Bookie implements AutoCloseable {

  /**
   * The largest message that brokers take, and what they add to it: an entry that is too large ends
   * the broker's connection, and the topic takes no messages any more.
   */
  private static final int MOST_BYTES = Commands.DEFAULT_MAX_MESSAGE_SIZE + (1 << 20);

  private static final Logger LOG = LoggerFactory.getLogger(Bookie.class);
  private static final String ID = "embedded";

  private final MetadataStoreExtended metadata;
  private final String metadataUrl;
  private final LifecycleComponentStack server;

  private Bookie(
      MetadataStoreExtended metadata, String metadataUrl, LifecycleComponentStack server) {
    this.metadata = metadata;
    this.metadataUrl = metadataUrl;
    this.server = server;
  }

  static Bookie start(Path data, Path metadataDirectory, Map<String, String> settings)
      throws Exception {
    Files.createDirectories(data);
    Files.createDirectories(metadataDirectory);
    System.setProperty(
        "bookkeeper.metadata.bookie.drivers", PulsarMetadataBookieDriver.class.getName());
    System.setProperty(
        "bookkeeper.metadata.client.drivers", PulsarMetadataClientDriver.class.getName());
    String metadataUrl = "rocksdb://" + metadataDirectory.toAbsolutePath();
    MetadataStoreExtended metadata =
        MetadataStoreExtended.create(
            metadataUrl,
            MetadataStoreConfig.builder()
                .metadataStoreName(MetadataStoreConfig.METADATA_STORE)
                .build());
    try {
      forget(metadata, "/ledgers/available/" + ID);
      forget(metadata, "/ledgers/available/readonly/" + ID);
      ServerConfiguration conf = configuration(data, metadataUrl, metadata);
      settings.forEach(conf::setProperty);
      BookKeeperAdmin.initNewCluster(conf); // does nothing if it is not new
      LifecycleComponentStack server = Main.buildBookieServer(new BookieConfiguration(conf));
      server.start();
      return new Bookie(metadata, metadataUrl, server);
    } catch (Exception e) {
      metadata.close();
      throw e;
    }
  }

  /**
   * After a kill, the place of the bookie that was killed is still registered; the broker would
   * look there.
   */
  private static void forget(MetadataStoreExtended metadata, String registration) {
    if (metadata.exists(registration).join()) {
      metadata.delete(registration, Optional.empty()).join();
    }
  }

  /** Whether there is a setting of that name. */
  static boolean hasSetting(String name) {
    return name.startsWith("dbStorage_")
        || Stream.<Class<?>>iterate(
                ServerConfiguration.class, type -> type != null, Class::getSuperclass)
            .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .filter(field -> field.getType() == String.class)
            .anyMatch(field -> isNamed(field, name));
  }

  private static boolean isNamed(Field constant, String name) {
    try {
      constant.setAccessible(true);
      return name.equals(constant.get(null));
    } catch (IllegalAccessException e) {
      return false;
    }
  }

  String metadataUrl() {
    return metadataUrl;
  }

  @Override
  public void close() {
    server.close();
    try {
      metadata.close();
    } catch (Exception e) {
      LOG.debug("closing the metadata store", e);
    }
  }

  private static String loopback() {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
    } catch (SocketException e) {
      throw new EmbeddedPulsarException("this machine has no loopback interface: " + e, e);
    }
  }

  private static ServerConfiguration configuration(
      Path data, String metadataUrl, MetadataStoreExtended metadata) {
    ServerConfiguration conf = new ServerConfiguration();
    conf.setMetadataServiceUri("metadata-store:" + metadataUrl);
    conf.setProperty(AbstractMetadataDriver.METADATA_STORE_INSTANCE, metadata);
    // Ledgers name their bookie by this, so that its port may change from start to start.
    conf.setBookieId(ID);
    conf.setBookiePort(Ports.freePort());
    conf.setAdvertisedAddress("127.0.0.1");
    conf.setListeningInterface(loopback());
    conf.setAllowLoopback(true);
    conf.setNettyMaxFrameSizeBytes(MOST_BYTES);
    conf.setJournalDirName(data.toString());
    conf.setLedgerDirNames(new String[] {data.toString()});

    // Durable: a write is acknowledged when its bytes are on disk.
    conf.setJournalWriteData(true);
    conf.setJournalSyncData(true);
    // Fast: a sync starts as soon as nothing more waits.
    conf.setJournalFlushWhenQueueEmpty(true);
    conf.setJournalMaxGroupWaitMSec(1);
    conf.setJournalRemovePagesFromCache(false);
    conf.setProperty("journalPreAllocSizeMB", 4);

    // Small: one machine, one user.
    conf.setGcWaitTime(60_000);
    conf.setDiskUsageThreshold(0.99F);
    conf.setDiskUsageWarnThreshold(0.98F);
    conf.setAllocatorPoolingPolicy(PoolingPolicy.PooledDirect);
    conf.setLedgerStorageClass("org.apache.bookkeeper.bookie.storage.ldb.DbLedgerStorage");
    conf.setProperty("dbStorage_writeCacheMaxSizeMb", 64);
    conf.setProperty("dbStorage_readAheadCacheMaxSizeMb", 16);
    conf.setProperty("dbStorage_rocksDB_blockCacheSize", 16 << 20);
    return conf;
  }
}

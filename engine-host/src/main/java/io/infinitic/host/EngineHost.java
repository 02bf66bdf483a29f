package io.infinitic.host;

import io.infinitic.store.StateStore;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.PositionAheadException;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in the ownership of all partitions, with one thread each. Several hosts share the
 * partitions; when one dies, the others take over.
 */
public final class EngineHost implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EngineHost.class);
  private static final long PAUSE_MILLIS = 1_000;

  /** A person has to do something. */
  private static final long REFUSED_MILLIS = 30_000;

  /**
   * How a host works.
   *
   * @param retention how long a finished run is kept
   * @param cacheBytes memory for state that is also in the store, over all partitions, bytes
   * @param checkpointInterval time from one checkpoint of a partition to the next, at least: what
   *     comes and goes in it is never written. After a crash, as much of the log is read again
   * @param adopt whether a store that does not belong to the namespace is taken as it is, instead
   *     of refused
   */
  public record Settings(
      Duration retention, long cacheBytes, Duration checkpointInterval, boolean adopt) {
    /** Seven days; a sixth of the heap; 250 ms. */
    public static Settings defaults() {
      return new Settings(
          Duration.ofDays(7), Runtime.getRuntime().maxMemory() / 6, Duration.ofMillis(250), false);
    }

    /** The same with another time between checkpoints; zero lets each begin when one has ended. */
    public Settings withCheckpointInterval(Duration interval) {
      return new Settings(retention, cacheBytes, interval, adopt);
    }

    /** The same, for a store that is to become the namespace's. */
    public Settings withAdopt(boolean adopts) {
      return new Settings(retention, cacheBytes, checkpointInterval, adopts);
    }
  }

  private final Transport transport;
  private final StateStore store;
  private final HostClock clock;
  private final Settings settings;
  private final Engines engines;
  private final Readers readers = new Readers();
  private final List<EngineLog> logs = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  private EngineHost(Transport transport, StateStore store, TimeSource time, Settings settings) {
    this.transport = transport;
    this.store = store;
    clock = new HostClock(time);
    this.settings = settings;
    engines = new Engines(settings.retention());
  }

  /**
   * Starts a host.
   *
   * @param name tells hosts apart; unique in the namespace
   * @throws io.infinitic.store.StoreException if the store is not the namespace's
   */
  public static EngineHost start(
      String name, Transport transport, StateStore store, TimeSource time, Settings settings) {
    Belonging.require(transport, store, settings.adopt());
    EngineHost host = new EngineHost(transport, store, time, settings);
    for (int i = 0; i < transport.partitions(); i++) {
      int partition = i;
      EngineLog log = transport.engineLog(partition, name);
      Thread thread =
          new Thread(() -> host.work(partition, log), "infinitic-partition-" + partition);
      thread.setDaemon(true);
      host.logs.add(log);
      host.threads.add(thread);
      thread.start();
    }
    return host;
  }

  /** Finishes what has been read, writes the last checkpoints and lets the partitions go. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      for (Thread thread : threads) {
        thread.join(15_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    readers.close();
    logs.forEach(EngineLog::close);
  }

  private void work(int partition, EngineLog log) {
    while (!closed) {
      try {
        if (log.awaitOwnership(PAUSE_MILLIS) && !closed) {
          new PartitionOwner(
                  transport,
                  store,
                  log,
                  clock,
                  engines,
                  readers,
                  partition,
                  settings.cacheBytes() / transport.partitions(),
                  settings.checkpointInterval(),
                  settings.adopt())
              .run(() -> closed);
        }
      } catch (InterruptedException e) {
        return;
      } catch (PositionAheadException e) {
        LOG.warn(
            "INF-1014 partition {} stands still: {}. The store is of another log, or the broker has"
                + " lost messages. Use the store that belongs to this namespace; or, to go on with"
                + " this one and read the log from its start, start once with --adopt (in YAML:"
                + " engine: { adopt: true }).",
            partition,
            e.getMessage());
        pause(REFUSED_MILLIS);
      } catch (RuntimeException
          | Error e) { // a dead thread would keep the partition from all others
        LOG.warn(
            "INF-1003 partition {} stopped and will be taken again from its checkpoint: {}",
            partition,
            e.toString(),
            e);
        pause(PAUSE_MILLIS);
      }
    }
  }

  private synchronized void pause(long millis) {
    try {
      if (!closed) {
        wait(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.infinitic.peers;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where the figures are from.
 *
 * @param heapMegabytes of each process that measures
 * @param syncMillis how long it takes to add 4 KiB to a file and sync it, median: no durable step
 *     of a workflow that runs alone can be faster
 */
record Machine(
    String system,
    String java,
    int cores,
    long memoryMegabytes,
    long heapMegabytes,
    double syncMillis) {

  private static final int SYNCS = 200;
  private static final int PAGE = 4096;

  /** Writes to the disk for the folders of the peers. */
  static Machine here() throws IOException {
    return new Machine(
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        property("java.vm.name") + " " + property("java.version"),
        Runtime.getRuntime().availableProcessors(),
        memory() >> 20,
        Runtime.getRuntime().maxMemory() >> 20,
        measureSync());
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  private static double measureSync() throws IOException {
    Path file = Files.createTempFile("infinitic-peers", ".sync");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      double[] millis = new double[SYNCS];
      for (int i = 0; i < SYNCS; i++) {
        long before = System.nanoTime();
        channel.write(ByteBuffer.allocate(PAGE));
        channel.force(false);
        millis[i] = (System.nanoTime() - before) / 1e6;
      }
      return Figures.percentile(millis, 50);
    } finally {
      Files.delete(file);
    }
  }
}

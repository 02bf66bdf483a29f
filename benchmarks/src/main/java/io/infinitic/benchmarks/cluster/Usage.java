package io.infinitic.benchmarks.cluster;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a process uses.
 *
 * @param heapBytes of the heap that is in use
 * @param committedBytes of the heap that it has from the operating system
 * @param residentBytes of it that is in memory, heap and all else; 0 where that is not known
 * @param cpuNanos processor time since its start
 */
public record Usage(long heapBytes, long committedBytes, long residentBytes, long cpuNanos) {

  private static final Path STATUS = Path.of("/proc/self/status");

  /** Of this process, as it is. */
  static Usage now() {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return new Usage(heap.getUsed(), heap.getCommitted(), resident(), system.getProcessCpuTime());
  }

  /** Of this process, when what is garbage has been collected. */
  static Usage afterCollection() {
    System.gc();
    return now();
  }

  private static long resident() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  String toLine() {
    return LongStream.of(heapBytes, committedBytes, residentBytes, cpuNanos)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" "));
  }

  static Usage parse(String line) {
    long[] numbers = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    return new Usage(numbers[0], numbers[1], numbers[2], numbers[3]);
  }
}

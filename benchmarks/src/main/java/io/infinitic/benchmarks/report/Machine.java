package io.infinitic.benchmarks.report;

import java.lang.management.ManagementFactory;

/** What the figures were measured on. */
public record Machine(int cores, long memoryMegabytes, String jdk, String os) {

  /** This one. */
  public static Machine here() {
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize() >> 20,
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
  }
}

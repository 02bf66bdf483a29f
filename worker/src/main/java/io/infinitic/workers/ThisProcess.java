package io.infinitic.workers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where this process is. */
final class ThisProcess {

  private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");
  private static final String HOST = plain(find());

  private ThisProcess() {}

  /** Name of the host, as the host says: letters, digits, hyphens and dots. */
  static String host() {
    return HOST;
  }

  /** The resolver comes last: where the name is not known to it, it takes seconds to say so. */
  private static String find() {
    String name = System.getenv("HOSTNAME");
    if (name != null && !name.isBlank()) {
      return name;
    }
    try {
      return Files.isReadable(LINUX)
          ? Files.readString(LINUX)
          : InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    } catch (IOException e) {
      return "localhost";
    }
  }

  private static String plain(String name) {
    return name.strip().replaceAll("[^A-Za-z0-9.-]", "-");
  }
}

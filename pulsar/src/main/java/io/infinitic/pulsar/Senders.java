package io.infinitic.pulsar;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names of the producers of a connection. They say which process it is: a message whose time is
 * wrong can be traced to a machine.
 */
final class Senders {

  private static final String MACHINE = machine();

  private final String process =
      MACHINE
          + "-"
          + ProcessHandle.current().pid()
          + "-"
          + UUID.randomUUID().toString().substring(0, 8);

  private final AtomicLong opened = new AtomicLong();

  /** A name that no other producer has or had: the broker refuses a second one of a name. */
  String next() {
    return process + "/" + opened.incrementAndGet();
  }

  /** The process that has a producer of that name. */
  static String process(String producer) {
    int end = producer.lastIndexOf('/');
    return end < 0 ? producer : producer.substring(0, end);
  }

  /** Whether a producer of that name is one of these. */
  boolean have(String producer) {
    return producer.startsWith(process + "/");
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown-host";
    }
  }
}

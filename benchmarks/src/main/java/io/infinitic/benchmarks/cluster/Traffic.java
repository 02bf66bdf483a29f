package io.infinitic.benchmarks.cluster;

/**
 * What was published on the durable topics of a namespace since its broker started.
 *
 * @param messages that were published
 * @param bytes that they had
 * @param backlog how many have not been acknowledged
 */
public record Traffic(long messages, long bytes, long backlog) {

  Traffic plus(Traffic other) {
    return new Traffic(messages + other.messages, bytes + other.bytes, backlog + other.backlog);
  }

  /** What came after. */
  public Traffic since(Traffic earlier) {
    return new Traffic(messages - earlier.messages, bytes - earlier.bytes, backlog);
  }
}

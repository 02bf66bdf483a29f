package io.infinitic.wire;

/**
 * How large things may be. What a broker takes is the measure of all others: a value that one
 * message brought must fit into those that pass it on, with what they add.
 */
public final class Limits {

  /**
   * Largest message, bytes: what a broker takes with its default settings. Where brokers take more,
   * the system property {@code infinitic.messageBytes} says so, in all processes.
   */
  public static final int MESSAGE_BYTES = Integer.getInteger("infinitic.messageBytes", 5 << 20);

  /**
   * Largest command of workflow code, bytes. It enters the history, and each event of that fits
   * into a message with what is around it there.
   */
  public static final int COMMAND_BYTES = MESSAGE_BYTES / 10 * 9;

  /** Where a list goes on in another message, bytes. */
  public static final int PART_BYTES = 1_000_000;

  /** Tags and meta data of a workflow or a task together, bytes. */
  public static final int META_BYTES = 256 << 10;

  /** What a workflow says of how far it is, bytes. */
  public static final int STATUS_BYTES = 64 << 10;

  /** A failure with all its causes, bytes. */
  public static final int FAILURE_BYTES = 256 << 10;

  private Limits() {}
}

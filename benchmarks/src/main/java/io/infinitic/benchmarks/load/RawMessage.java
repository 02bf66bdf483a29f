package io.infinitic.benchmarks.load;

import java.nio.ByteBuffer;

/**
 * A message of the raw chain, padded to the size of one of a workflow.
 *
 * @param chain which chain it belongs to
 * @param hop how many durable messages of the chain came before it
 * @param last the hop after which the chain ends
 */
record RawMessage(long chain, int hop, int last) {

  /** With it, messages are as long on average as those of a workflow that passes 200 bytes on. */
  private static final int BYTES = 475;

  private static final int QUESTION = -1;

  static RawMessage of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new RawMessage(buffer.getLong(), buffer.getInt(), buffer.getInt());
  }

  byte[] bytes() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    return buffer.putLong(chain).putInt(hop).putInt(last).array();
  }

  /** Of a length like the id of a workflow. */
  String key() {
    return "0000000000000000000000000000000" + chain;
  }

  /** Whether the chain has ended, and its reply was lost. */
  RawMessage question() {
    return new RawMessage(chain, QUESTION, last);
  }

  boolean isQuestion() {
    return hop == QUESTION;
  }

  RawMessage next() {
    return new RawMessage(chain, hop + 1, last);
  }

  boolean isLast() {
    return hop == last;
  }
}

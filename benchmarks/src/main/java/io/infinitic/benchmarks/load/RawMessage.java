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

  /** About what the messages of a workflow of small tasks have. */
  private static final int BYTES = 400;

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

  RawMessage next() {
    return new RawMessage(chain, hop + 1, last);
  }

  boolean isLast() {
    return hop == last;
  }
}

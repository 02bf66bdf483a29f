package io.infinitic.transport;

/**
 * Which log a transport leads to, and whose.
 *
 * @param id tells logs apart: one that is deleted and made again is another; empty if the transport
 *     does not say
 * @param store the store that its state is kept in; empty before there was one
 * @param wasRead whether messages were acknowledged, which some store must contain; may be false if
 *     a store is known
 */
public record LogIdentity(String id, String store, boolean wasRead) {

  /** Of a transport that does not say. */
  public static final LogIdentity UNKNOWN = new LogIdentity("", "", false);
}

package io.infinitic.host;

/** Rows of one owner are damaged. The store is well, and other owners' rows can be read. */
final class UnreadableStateException extends RuntimeException {

  UnreadableStateException(String owner, String kind, String reason) {
    super("state of " + owner + " cannot be read: its " + kind + ": " + reason);
  }
}

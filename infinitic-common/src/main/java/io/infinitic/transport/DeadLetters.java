package io.infinitic.transport;

import io.infinitic.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** How dead letters are sent. */
public final class DeadLetters {

  private static final int SHORTENED_BYTES = 1_000;
  private static final int REASON_CHARS = 4_000;

  private DeadLetters() {}

  /**
   * Sends a dead letter. One that is larger than the broker accepts holds the beginning of the
   * message, and says so: the whole message stays where it was as long as its topic keeps it.
   */
  public static CompletableFuture<Void> send(Transport transport, DeadLetter letter) {
    String key = letter.key();
    DeadLetter bounded =
        letter
            .withReason(bounded(letter.reason()))
            .withKey(key == null ? null : bounded(key)); // it may be as large as a message
    return transport
        .send(new Destination.DeadLetters(), bounded)
        .exceptionallyCompose(
            error -> {
              Throwable cause = error instanceof CompletionException ? error.getCause() : error;
              return cause instanceof MessageTooLargeException
                  ? transport.send(new Destination.DeadLetters(), shortened(bounded))
                  : CompletableFuture.failedFuture(cause);
            });
  }

  /** A copy with the first bytes of its content only. */
  public static DeadLetter shortened(DeadLetter letter) {
    ByteBuffer content = letter.content();
    int bytes = content.remaining();
    if (bytes <= SHORTENED_BYTES) {
      return letter;
    }
    return letter
        .withContent(content.duplicate().limit(content.position() + SHORTENED_BYTES).slice())
        .withReason(
            "%s (the first %d of %d bytes are kept here; all of them are in %s at %s as long as that topic keeps them)"
                .formatted(
                    letter.reason(),
                    SHORTENED_BYTES,
                    bytes,
                    letter.sourceTopic(),
                    letter.position().isEmpty()
                        ? "no position: they were not sent"
                        : letter.position()));
  }

  /** A reason as it is logged and kept: exceptions may repeat whole messages. */
  public static String bounded(String text) {
    return text.length() <= REASON_CHARS ? text : text.substring(0, REASON_CHARS) + "…";
  }
}

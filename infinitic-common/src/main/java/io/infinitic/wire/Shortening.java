package io.infinitic.wire;

import io.infinitic.schemas.Failure;
import io.infinitic.schemas.Payload;
import java.util.ArrayList;
import java.util.List;

/** Shortens what only informs, so that it never stops what it informs of. */
public final class Shortening {

  private static final int LEAST = 2_000;
  private static final int LONGEST_NAME = 500;
  private static final int MOST_BYTES_OF_A_CHARACTER = 3;

  private Shortening() {}

  /** A failure that is larger than {@link Limits#FAILURE_BYTES} loses text, then causes. */
  public static Failure of(Failure failure) {
    return Sizes.of(failure) <= Limits.FAILURE_BYTES ? failure : shorten(failure);
  }

  /** What was thrown last gets half of the room, its cause half of what is left, and so on. */
  private static Failure shorten(Failure failure) {
    List<Failure> chain = new ArrayList<>();
    int room = Limits.FAILURE_BYTES - LEAST;
    for (Failure next = failure; next != null; next = next.cause()) {
      if (room < 2 * LEAST) {
        chain.add(new Failure("", "the causes that follow are left out", "", null, null));
        break;
      }
      Failure one = one(next.withCause(null), room / 2);
      room -= Sizes.of(one);
      chain.add(one);
    }
    Failure shortened = null;
    for (int i = chain.size() - 1; i >= 0; i--) {
      shortened = chain.get(i).withCause(shortened);
    }
    return shortened;
  }

  private static Failure one(Failure failure, int bytes) {
    if (Sizes.of(failure) <= bytes) {
      return failure;
    }
    Payload details = failure.details();
    String message = failure.message();
    return new Failure(
        text(failure.name(), LONGEST_NAME),
        message == null ? null : text(message, bytes / 4),
        text(failure.stackTrace(), bytes / 4),
        null,
        details == null || Sizes.of(details) > bytes / 4 ? null : details);
  }

  /** The text, or its beginning if it takes more bytes. */
  public static String text(String text, int bytes) {
    if (Sizes.of(text) <= bytes) {
      return text;
    }
    int length = Math.min(text.length(), bytes / MOST_BYTES_OF_A_CHARACTER);
    return text.substring(0, length) + "…";
  }
}

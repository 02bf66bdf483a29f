package io.infinitic.values;

import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Sizes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How large tags and meta data may be, whoever gives them. */
public final class MetaLimit {

  private MetaLimit() {}

  /**
   * Why they are refused; null if they are not.
   *
   * @param of whose they are
   */
  public static @Nullable PayloadTooLargeException refusal(
      String of, List<String> tags, Map<String, ByteBuffer> meta) {
    long bytes = Sizes.of(tags, meta);
    return bytes <= Limits.META_BYTES
        ? null
        : new PayloadTooLargeException(
            "the tags and meta data of %s: %d bytes, and at most %d are allowed"
                .formatted(of, bytes, Limits.META_BYTES));
  }
}

package io.infinitic.pulsar;

import io.infinitic.transport.MessageRefusedException;
import io.infinitic.transport.MessageTooLargeException;
import java.util.concurrent.CompletionException;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/** Tells what the broker will never do from what it cannot do now. */
final class Refusals {

  private static final int BAD_REQUEST = 400;
  private static final int PRECONDITION_FAILED = 412;

  private Refusals() {}

  /** The reason as whoever sends is told it: a {@link MessageRefusedException} if it is final. */
  static Throwable translate(@Nullable Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause == null) {
      return new PulsarException("no reason is known", null);
    } else if (cause instanceof PulsarClientException.InvalidMessageException) {
      return new MessageTooLargeException(cause.getMessage());
    } else if (cause instanceof PulsarClientException.InvalidTopicNameException
        || cause instanceof PulsarClientException.IncompatibleSchemaException
        || cause instanceof PulsarClientException.InvalidConfigurationException
        || cause instanceof IllegalArgumentException
        || (cause instanceof PulsarAdminException admin && isFinal(admin))) {
      return new MessageRefusedException(String.valueOf(cause.getMessage()));
    }
    return cause;
  }

  /**
   * A name that is not valid, or more topics than allowed. The broker answers so, too, while it
   * looks for the owner of a topic; that passes.
   */
  private static boolean isFinal(PulsarAdminException error) {
    boolean passes = String.valueOf(error.getMessage()).contains("ownership");
    int status = error.getStatusCode();
    return status == BAD_REQUEST || (status == PRECONDITION_FAILED && !passes);
  }
}

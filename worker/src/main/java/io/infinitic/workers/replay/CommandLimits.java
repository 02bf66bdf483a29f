package io.infinitic.workers.replay;

import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.ChangeTags;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.SetStatus;
import io.infinitic.schemas.StartChild;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.values.MetaLimit;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Sizes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What is too large is refused where the code asks for it, and named. */
final class CommandLimits {

  private static final int ALWAYS_FITS =
      Math.min(Limits.STATUS_BYTES, Math.min(Limits.META_BYTES, Limits.COMMAND_BYTES));

  private CommandLimits() {}

  /**
   * Why the command is refused; null if it is not.
   *
   * @param bytes how large it is
   */
  static @Nullable PayloadTooLargeException refusal(String name, SpecificRecord body, int bytes) {
    if (bytes <= ALWAYS_FITS) {
      return null;
    } else if (body instanceof SetStatus) {
      return over("the text of setStatus", bytes, Limits.STATUS_BYTES);
    } else if (body instanceof ChangeTags tags) {
      return over("the tags given to addTags", Sizes.of(tags), Limits.META_BYTES);
    } else if (body instanceof ScheduleTask task) {
      TaskSettings settings = task.settings();
      PayloadTooLargeException refusal = MetaLimit.refusal(name, settings.tags(), settings.meta());
      return refusal != null ? refusal : over(name, bytes, Limits.COMMAND_BYTES);
    } else if (body instanceof StartChild child) {
      PayloadTooLargeException refusal = MetaLimit.refusal(name, child.tags(), child.meta());
      return refusal != null ? refusal : over(name, bytes, Limits.COMMAND_BYTES);
    }
    return over(name, bytes, Limits.COMMAND_BYTES);
  }

  /** The same for one that the history holds. */
  static @Nullable PayloadTooLargeException refusal(String name, Object recorded) {
    SpecificRecord body = (SpecificRecord) recorded;
    return refusal(name, body, Sizes.of(body));
  }

  /** The same for all tags that a run would have. */
  static @Nullable PayloadTooLargeException refusal(List<String> tags) {
    return over(
        "the tags of the workflow, with those added", Sizes.of(tags, Map.of()), Limits.META_BYTES);
  }

  /** What a local task has returned, unless it does not fit beside its arguments. */
  static LocalAttempts fitting(String label, ScheduleTask task, LocalAttempts made) {
    long bytes = (long) Sizes.of(task) + Sizes.of(made);
    if (bytes <= Limits.COMMAND_BYTES || made.result() == null) {
      return made;
    }
    PayloadTooLargeException refusal =
        Objects.requireNonNull(
            over("arguments and result of " + label + " together", bytes, Limits.COMMAND_BYTES));
    return made.withStatus(OutcomeStatus.FAILED)
        .withResult(null)
        .withFailure(
            new Failure(
                PayloadTooLargeException.class.getName(), refusal.getMessage(), "", null, null));
  }

  private static @Nullable PayloadTooLargeException over(String what, long bytes, int limit) {
    return bytes <= limit
        ? null
        : new PayloadTooLargeException(
            "%s: %d bytes, and at most %d are allowed".formatted(what, bytes, limit));
  }
}

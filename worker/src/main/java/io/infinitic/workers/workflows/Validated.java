package io.infinitic.workers.workflows;

import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.QueryCall;
import io.infinitic.schemas.StartWorkflow;
import java.util.List;

/** What a validator looks at. */
final class Validated {

  private Validated() {}

  /** The arguments of a question; large ones are only in the call that is to be validated. */
  static List<Payload> arguments(QueryCall question) {
    if (!question.arguments().isEmpty()) {
      return question.arguments();
    } else if (question.validates() instanceof StartWorkflow start) {
      return start.arguments();
    } else if (question.validates() instanceof CallMethod call) {
      return call.arguments();
    }
    return List.of();
  }
}

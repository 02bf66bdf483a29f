package io.infinitic.engine;

import io.infinitic.schemas.Failure;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.TaskState;
import org.jspecify.annotations.Nullable;

/** How a task ended: what the task engine tells the workflow engine. */
public record TaskOutcome(
    TaskState task, OutcomeStatus status, @Nullable Payload result, @Nullable Failure failure) {}

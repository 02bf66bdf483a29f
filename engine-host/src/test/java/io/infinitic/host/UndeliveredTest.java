package io.infinitic.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.transport.MessageTooLargeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Outputs that do not reach the workers of a workflow. */
class UndeliveredTest {

  private final List<SpecificRecord> sent = new ArrayList<>();
  private final Undelivered undelivered =
      new Undelivered(
          (to, message) -> {
            sent.add(message);
            return CompletableFuture.completedFuture(null);
          },
          letter -> CompletableFuture.completedFuture(null),
          "engine-0");

  @Test
  void whatOnlyLetsARunLeaveMemoryIsNotNeeded() {
    ExecuteWorkflowTask leave =
        new ExecuteWorkflowTask(
            "order-1", "run", "Flow", 0, 0, 2, 1, List.of(), null, false, true, 0, null);
    assertThat(undelivered.question(leave, new IllegalStateException("the topic is away")))
        .isCompleted();
    assertThat(undelivered.question(leave, new MessageTooLargeException("too large")))
        .isCompleted();
    assertThat(sent).isEmpty();
  }

  @Test
  void workflowTaskIsTriedAgainSoonAndNotBecauseOfTheCode() {
    TaskState task =
        new TaskState()
            .withKind(TaskKind.WORKFLOW_TASK)
            .withWorkflowId("order-1")
            .withRunId("run")
            .withWorkflowName("Flow")
            .withNumber(3)
            .withAttempt(2);
    undelivered.workflowTask(task, new IllegalStateException("the topic is away")).join();
    WorkflowTaskFailed failed = (WorkflowTaskFailed) ((EngineMessage) sent.get(0)).body();
    assertThat(failed.infrastructure()).isTrue();
    assertThat(failed.number()).isEqualTo(3);
    assertThat(failed.attempt()).isEqualTo(2);
  }
}

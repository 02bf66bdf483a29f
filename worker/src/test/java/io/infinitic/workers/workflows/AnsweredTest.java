package io.infinitic.workers.workflows;

import static io.infinitic.workers.workflows.Answered.Need.CLAIM;
import static io.infinitic.workers.workflows.Answered.Need.DECISION;
import static io.infinitic.workers.workflows.Answered.Need.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.ExecuteWorkflowTask;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Given what was answered, expect what a delivery calls for. */
class AnsweredTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Answered answered = new Answered(nanos::get);
  private final CompletableFuture<Void> sent = new CompletableFuture<>();

  private static ExecuteWorkflowTask task(int number, int attempt) {
    return new ExecuteWorkflowTask(
        "id", "run", "flow", number, attempt, 1, 1, List.of(), null, false, false, 0, null);
  }

  @Test
  void whatIsNotKnownIsAskedForIfItMayBeOld() {
    assertThat(answered.of(task(7, 1))).isEqualTo(DECISION);
    assertThat(answered.of(task(7, 2))).isEqualTo(CLAIM);
  }

  @Test
  void decisionIsForAllAttempts() {
    answered.keep(task(7, 2), true, sent);
    assertThat(answered.of(task(6, 9))).isEqualTo(NOTHING);
    assertThat(answered.of(task(7, 1))).isEqualTo(NOTHING);
    assertThat(answered.of(task(7, 2))).isEqualTo(NOTHING);
    assertThat(answered.of(task(7, 3))).isEqualTo(NOTHING);
    assertThat(answered.of(task(8, 1))).isEqualTo(DECISION);
    assertThat(answered.sent(task(7, 3))).isSameAs(sent);
  }

  @Test
  void decisionThatWasNotSentIsNone() {
    answered.keep(task(7, 1), true, sent);
    sent.completeExceptionally(new IllegalStateException("no broker"));
    assertThat(answered.of(task(7, 1))).isEqualTo(DECISION);
    assertThat(answered.of(task(7, 2))).isEqualTo(CLAIM);
  }

  @Test
  void engineThatGoesOnAskingMayNotHaveHeardIt() {
    answered.keep(task(7, 1), true, sent);
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(answered.of(task(7, 2))).as("still on its way").isEqualTo(NOTHING);
    sent.complete(null);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
    assertThat(answered.of(task(7, 2))).isEqualTo(NOTHING);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(answered.of(task(7, 2))).isEqualTo(CLAIM);
    assertThat(answered.of(task(7, 1))).as("the same delivery").isEqualTo(NOTHING);
  }

  @Test
  void failureCallsForTheNextAttempt() {
    answered.keep(task(7, 2), false, sent);
    sent.complete(null);
    assertThat(answered.of(task(7, 1))).isEqualTo(NOTHING);
    assertThat(answered.of(task(7, 2))).isEqualTo(NOTHING);
    assertThat(answered.of(task(7, 3))).isEqualTo(DECISION);
  }
}

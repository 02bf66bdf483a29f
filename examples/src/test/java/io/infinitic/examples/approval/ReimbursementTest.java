package io.infinitic.examples.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.TaskUnknownException;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReimbursementTest {

  private static final Expense DINNER = new Expense("Ada", "dinner", 42);

  private record Entry(String taskId, Expense expense, boolean reminder) {}

  private final BlockingQueue<Entry> tray = new LinkedBlockingQueue<>();
  private InfiniticWorker worker;
  private InfiniticClient client;

  private Deferred<String> start(Duration patience) {
    worker =
        InMemory.start(
            with ->
                with.workflowFactory(type -> new ReimbursementImpl(patience))
                    .addService(
                        Approvals.class,
                        new ApprovalsImpl(
                            (id, expense, reminder) -> tray.add(new Entry(id, expense, reminder))),
                        ServiceSettings.defaults())
                    .addWorkflow(Reimbursement.class, ReimbursementImpl.class));
    client = worker.getClient();
    return client.dispatch(client.newWorkflow(Reimbursement.class)::reimburse, DINNER);
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  private Entry taken() throws InterruptedException {
    return tray.poll(20, TimeUnit.SECONDS);
  }

  private void decide(Entry entry, Object decision) {
    client.completeDelegatedTask(Approvals.class.getName(), entry.taskId(), decision);
  }

  @Test
  void personApproves() throws Exception {
    Deferred<String> result = start(Duration.ofDays(2));
    Entry entry = taken();
    assertThat(entry.expense()).isEqualTo(DINNER);
    decide(entry, new Approvals.Decision("Grace", true));
    assertThat(result.await()).isEqualTo("paid, says Grace");
    assertThatThrownBy(() -> decide(entry, new Approvals.Decision("Linus", false)))
        .isInstanceOf(TaskUnknownException.class);
  }

  @Test
  void nobodyDecidesInTimeAndTheReminderHelps() throws Exception {
    Deferred<String> result = start(Duration.ofMillis(100));
    assertThat(taken().reminder()).isFalse();
    Entry reminder = taken();
    assertThat(reminder.reminder()).isTrue();
    decide(reminder, new Approvals.Decision("Grace", false));
    assertThat(result.await()).isEqualTo("refused by Grace");
  }

  @Test
  void nobodyDecidesAtAll() {
    assertThat(start(Duration.ofMillis(50)).await()).isEqualTo("nobody has decided");
  }

  @Test
  void departmentIsClosed() throws Exception {
    Deferred<String> result = start(Duration.ofDays(2));
    client.failDelegatedTask(
        Approvals.class.getName(), taken().taskId(), new TaskFailure("closed").notRetryable());
    assertThat(result.await()).isEqualTo("nobody can decide: closed");
  }
}

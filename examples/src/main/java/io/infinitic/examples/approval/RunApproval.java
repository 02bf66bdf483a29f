package io.infinitic.examples.approval;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Runs the example in one process: a person approves, but only after the reminder. */
public final class RunApproval {

  /** A person has two days; here, a second. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private RunApproval() {}

  public static void main(String[] arguments) throws InterruptedException {
    BlockingQueue<String> tray = new LinkedBlockingQueue<>();
    ApprovalsImpl approvals =
        new ApprovalsImpl(
            (taskId, expense, reminder) -> {
              System.out.printf("%s: %s%n", reminder ? "Once more" : "To be decided", expense);
              tray.add(taskId);
            });
    try (InfiniticWorker worker =
        InMemory.start(
            with ->
                with.workflowFactory(type -> new ReimbursementImpl(PATIENCE))
                    .addService(Approvals.class, approvals, ServiceSettings.defaults())
                    .addWorkflow(Reimbursement.class, ReimbursementImpl.class))) {
      InfiniticClient client = worker.getClient();
      Reimbursement workflow = client.newWorkflow(Reimbursement.class);
      Deferred<String> result =
          client.dispatch(workflow::reimburse, new Expense("Ada", "dinner", 42));

      tray.take();
      System.out.println("Nobody decides");
      String reminded = tray.take();
      System.out.println("Grace approves");
      client.completeDelegatedTask(
          Approvals.class.getName(), reminded, new Approvals.Decision("Grace", true));
      System.out.println("The workflow has returned: " + result.await());
    }
  }
}

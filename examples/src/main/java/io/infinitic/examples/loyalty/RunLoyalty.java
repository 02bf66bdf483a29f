package io.infinitic.examples.loyalty;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;

/** Runs the example in one process: a member joins, earns, spends and leaves. */
public final class RunLoyalty {

  private static final String MEMBER = "member-42";

  private RunLoyalty() {}

  private static void print(String member, String reason, int change) {
    System.out.printf("  in the books of %s: %+d for %s%n", member, change, reason);
  }

  public static void main(String[] arguments) throws Exception {
    try (InfiniticWorker worker =
        InMemory.start(
            with ->
                with.addService(LoyaltyService.class, RunLoyalty::print, ServiceSettings.defaults())
                    .addWorkflow(LoyaltyWorkflow.class, LoyaltyWorkflowImpl.class))) {
      InfiniticClient client = worker.getClient();
      LoyaltyWorkflow workflow =
          client.newWorkflow(
              LoyaltyWorkflow.class, WorkflowOptions.defaults().withWorkflowId(MEMBER));
      Deferred<Integer> left = client.dispatch(workflow::start, MEMBER);
      LoyaltyWorkflow loyalty = client.getWorkflowById(LoyaltyWorkflow.class, MEMBER);

      System.out.println("Points after an order: " + loyalty.addBonus("an order", 500));
      InMemory.until(() -> client.describe(loyalty).timers().size() == 1);
      System.out.println("A week passes");
      client.completeTimers(loyalty); // stands for that week
      InMemory.until(() -> loyalty.getPoints() == 510);
      try {
        loyalty.burnBonus(1_000);
      } catch (CallRefusedException e) {
        System.out.println("Too much: " + e.getMessage());
      }
      System.out.println("Points after a gift: " + loyalty.burnBonus(250));
      loyalty.leave();
      System.out.printf("The member has left with %d points%n", left.await());
    }
  }
}

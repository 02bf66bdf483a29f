package io.infinitic.examples.versions;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.util.List;

/** Runs the example in one process: a worker with the old code ends, one with both takes over. */
public final class RunVersions {

  private RunVersions() {}

  /** A bank that only talks. */
  private static final class PrintedPayments implements PaymentService {
    @Override
    public String charge(String order) {
      return order + " is charged";
    }

    @Override
    public String authorize(String order) {
      System.out.printf("  %s is authorized%n", order);
      return order;
    }

    @Override
    public String capture(String authorization) {
      return authorization + " was authorized, and is captured";
    }
  }

  public static void main(String[] arguments) throws Exception {
    InMemory process = new InMemory();
    System.out.println("The worker with version 0:");
    try (InfiniticWorker worker = deploy(process, OrderWorkflowImpl.class)) {
      start(worker.getClient(), "order-1");
    }
    System.out.println("The worker with versions 0 and 1:");
    try (InfiniticWorker worker =
        deploy(process, OrderWorkflowImpl.class, OrderWorkflowImpl_1.class)) {
      start(worker.getClient(), "order-2");
      ship(worker.getClient(), "order-1");
      ship(worker.getClient(), "order-2");
    }
  }

  private static InfiniticWorker deploy(InMemory process, Class<?>... versions) {
    return process.deploy(
        with ->
            with.addService(PaymentService.class, new PrintedPayments(), ServiceSettings.defaults())
                .addWorkflow(OrderWorkflow.class, List.of(versions), 10));
  }

  private static void start(InfiniticClient client, String id) throws Exception {
    OrderWorkflow order =
        client.newWorkflow(OrderWorkflow.class, WorkflowOptions.defaults().withWorkflowId(id));
    client.dispatch(order::process, id);
    OrderWorkflow running = client.getWorkflowById(OrderWorkflow.class, id);
    InMemory.until(() -> !client.describe(running).waits().isEmpty());
    System.out.printf("  %s waits to be shipped%n", id);
  }

  private static void ship(InfiniticClient client, String id) {
    OrderWorkflow running = client.getWorkflowById(OrderWorkflow.class, id);
    running.getShipped().send("by train");
    String result = client.getDeferred(id, String.class).await();
    System.out.printf("  version %d: %s%n", client.describe(running).version(), result);
  }
}

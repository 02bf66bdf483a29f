package io.infinitic.examples.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A deployment: a worker with the old code ends, one with the new code takes over. */
class VersionsTest {

  private final InMemory process = new InMemory();
  private final PaymentService payments =
      new PaymentService() {
        @Override
        public String charge(String order) {
          return order + " charged";
        }

        @Override
        public String authorize(String order) {
          return order + " authorized";
        }

        @Override
        public String capture(String authorization) {
          return authorization + " and captured";
        }
      };
  private InfiniticWorker worker = deploy(OrderWorkflowImpl.class);

  @AfterEach
  void stop() {
    worker.close();
  }

  private InfiniticWorker deploy(Class<?>... classes) {
    return process.deploy(
        with ->
            with.addService(PaymentService.class, payments, ServiceSettings.defaults())
                .addWorkflow(OrderWorkflow.class, List.of(classes), 10));
  }

  private void redeploy(Class<?>... classes) {
    worker.close();
    worker = deploy(classes);
  }

  private OrderWorkflow start(String id) throws Exception {
    InfiniticClient client = worker.getClient();
    OrderWorkflow order =
        client.newWorkflow(OrderWorkflow.class, WorkflowOptions.defaults().withWorkflowId(id));
    client.dispatch(order::process, id);
    OrderWorkflow running = client.getWorkflowById(OrderWorkflow.class, id);
    InMemory.until(() -> !client.describe(running).waits().isEmpty());
    return running;
  }

  private String ship(String id) {
    InfiniticClient client = worker.getClient();
    client.getWorkflowById(OrderWorkflow.class, id).getShipped().send("by train");
    return client.getDeferred(id, String.class).await();
  }

  private int version(String id) {
    InfiniticClient client = worker.getClient();
    return client.describe(client.getWorkflowById(OrderWorkflow.class, id)).version();
  }

  @Test
  void openRunsKeepTheirClassAndNewOnesTakeTheHighest() throws Exception {
    start("old");
    redeploy(OrderWorkflowImpl.class, OrderWorkflowImpl_1.class);
    start("new");
    assertThat(ship("old")).isEqualTo("old charged");
    assertThat(version("old")).isZero();
    assertThat(ship("new")).isEqualTo("new authorized and captured");
    assertThat(version("new")).isEqualTo(1);
  }

  @Test
  void openRunsKeepToWhatTheyHaveDone() throws Exception {
    start("old");
    redeploy(ChangedOrderWorkflow.class);
    start("new");
    assertThat(ship("old")).isEqualTo("old charged");
    assertThat(ship("new")).isEqualTo("new authorized and captured");
  }
}

package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class RunningWorkflowsTest {

  private static final Logger logger = LoggerFactory.getLogger(RunningWorkflowsTest.class);

  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(Shop.class, new FakeShop(), ServiceSettings.defaults())
                  .addWorkflow(Cart.class, CartImpl.class));
  private final InfiniticClient client = worker.getClient();

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void methodsOfARunningWorkflow() {
    // tag::running-client
    WorkflowOptions options = WorkflowOptions.defaults().withWorkflowId("cart-of-ada");
    Deferred<String> paid = client.dispatch(client.newWorkflow(Cart.class, options)::shop, "ada");

    Cart cart = client.getWorkflowById(Cart.class, "cart-of-ada");
    int total = cart.add("lamp"); // waits until the method has returned
    Deferred<Integer> later = client.dispatch(cart::add, "table"); // until it is recorded
    // end::running-client
    assertThat(total).isEqualTo(30);
    assertThat(later.await()).isEqualTo(100);
    assertThat(cart.addBoth("lamp", "lamp")).isEqualTo(160);
    cart.checkOut();
    assertThat(paid.await()).isEqualTo("ada paid 160");
  }

  @Test
  void queriesAndValidators() {
    WorkflowOptions options = WorkflowOptions.defaults().withWorkflowId("cart-of-alan");
    Deferred<String> paid = client.dispatch(client.newWorkflow(Cart.class, options)::shop, "alan");
    Cart cart = client.getWorkflowById(Cart.class, "cart-of-alan");
    for (int i = 0; i < 10; i++) {
      cart.add("lamp");
    }

    // tag::validator-client
    try {
      cart.add("table");
    } catch (CallRefusedException e) {
      logger.info("not added: {}", e.getFailure().getMessage()); // the cart is full
    }
    // end::validator-client
    assertThatThrownBy(() -> cart.add("table"))
        .isInstanceOf(CallRefusedException.class)
        .hasMessageContaining("the cart is full");

    // tag::query-client
    List<String> items = client.getWorkflowById(Cart.class, "cart-of-alan").items();
    // end::query-client
    assertThat(items).hasSize(10);
    assertThatThrownBy(cart::countQueries)
        .isInstanceOf(QueryRefusedException.class)
        .hasMessageContaining("queries");
    cart.checkOut();
    assertThat(paid.await()).isEqualTo("alan paid 300");
    assertThat(cart.items()).as("after its end").hasSize(10);
  }
}

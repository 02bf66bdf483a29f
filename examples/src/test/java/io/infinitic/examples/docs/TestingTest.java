package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a workflow is tested. */
class TestingTest {

  // tag::testing
  @Test
  void customerPaysForWhatIsOrdered() {
    InMemoryTransport broker = new InMemoryTransport(1, TimeSource.SYSTEM);
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(broker)
            .setEngine(new InMemoryStore())
            .addService(Shop.class, new FakeShop(), ServiceSettings.defaults())
            .addWorkflow(Checkout.class, CheckoutImpl.class)
            .build()) {
      worker.startAsync();
      Checkout checkout = worker.getClient().newWorkflow(Checkout.class);
      assertThat(checkout.checkout("ada", List.of("lamp"))).isEqualTo("ada paid 30");
    }
  }
  // end::testing
}

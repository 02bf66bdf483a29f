package {package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.InfiniticWorker;
import org.junit.jupiter.api.Test;

/** The workflow with the real engine, and a broker in memory. */
class WelcomeTest {

  @Test
  void greetsTheCustomer() {
    InMemoryTransport broker = new InMemoryTransport(1, TimeSource.SYSTEM);
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(broker)
            .setEngine(new InMemoryStore())
            .addService(MailService.class, MailServiceImpl.class)
            .addWorkflow(Welcome.class, WelcomeImpl.class)
            .build()) {
      worker.startAsync();
      Welcome workflow = worker.getClient().newWorkflow(Welcome.class);
      assertEquals("Welcome, Ada!", workflow.welcome("Ada"));
    }
  }
}

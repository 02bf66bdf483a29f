package io.infinitic.examples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HelloWorkflowTest {

  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(HelloService.class, HelloServiceImpl.class)
                  .addWorkflow(HelloWorkflow.class, HelloWorkflowImpl.class));
  private final InfiniticClient client = worker.getClient();

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void clientWaitsForTheGreeting() {
    HelloWorkflow hello = client.newWorkflow(HelloWorkflow.class);
    assertThat(hello.greet("Infinitic")).isEqualTo("Hello Infinitic!");
  }

  @Test
  void clientGoesOnAndGetsTheGreetingLater() {
    HelloWorkflow hello = client.newWorkflow(HelloWorkflow.class, Set.of("greetings"));
    Deferred<String> one = client.dispatch(hello::greet, "Ada");
    Deferred<String> two = client.dispatch(hello::greet, "Alan");
    assertThat(two.await()).isEqualTo("Hello Alan!");
    assertThat(one.await()).isEqualTo("Hello Ada!");
    assertThat(one.getId()).as("two runs of one stub").isNotEqualTo(two.getId());
  }
}

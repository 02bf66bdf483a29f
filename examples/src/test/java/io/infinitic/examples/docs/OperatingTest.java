package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.Page;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowState;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.exceptions.WorkflowAlreadyStartedException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import io.infinitic.workflows.WorkflowOptions.Conflict;
import io.infinitic.workflows.WorkflowOptions.Reuse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client can do with runs, and changes of their code. */
class OperatingTest {

  /** Changes while it runs. */
  public interface Changing {
    String pay(String customer);

    void proceed();
  }

  /** What is deployed first. */
  public static class ChangingImpl extends Workflow implements Changing {
    private final Shop shop = newService(Shop.class);
    private boolean proceeds;

    @Override
    public String pay(String customer) {
      await(() -> proceeds);
      return shop.charge(customer, 100);
    }

    @Override
    public void proceed() {
      proceeds = true;
    }
  }

  /** The same, with a change. */
  public static class ChangedImpl extends Workflow implements Changing {
    private final Shop shop = newService(Shop.class);
    private boolean proceeds;

    @Override
    public String pay(String customer) {
      await(() -> proceeds);
      // tag::version
      int amount = 100;
      if (version("prices-are-looked-up", 0, 1) == 1) {
        amount = shop.price("table"); // runs that come here after the change
      }
      return shop.charge(customer, amount);
      // end::version
    }

    @Override
    public void proceed() {
      proceeds = true;
    }
  }

  /** The next version of the class. */
  public static class ChangingImpl_1 extends ChangedImpl {}

  private final InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
  private final InMemoryStore store = new InMemoryStore();
  private final FakeShop shop = new FakeShop();
  private InfiniticWorker worker = deploy(List.of(ChangingImpl.class));
  private InfiniticClient client = worker.getClient();

  private InfiniticWorker deploy(List<Class<?>> classes) {
    InfiniticWorker.Builder builder =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setEngine(store)
            .addService(Shop.class, shop, ServiceSettings.defaults())
            .addWorkflow(Cart.class, CartImpl.class)
            .addWorkflow(Checkout.class, CheckoutImpl.class);
    if (classes.size() == 1) {
      builder.addWorkflow(Changing.class, classes, 10);
    } else {
      // tag::version-classes
      builder.addWorkflow(Changing.class, List.of(ChangingImpl.class, ChangingImpl_1.class), 10);
      // end::version-classes
    }
    InfiniticWorker deployed = builder.build();
    deployed.startAsync();
    return deployed;
  }

  private void redeploy(List<Class<?>> classes) {
    worker.close();
    worker = deploy(classes);
    client = worker.getClient();
  }

  @AfterEach
  void stop() {
    worker.close();
    transport.close();
    store.close();
  }

  private Changing startAndWait(String id) throws Exception {
    Changing workflow =
        client.newWorkflow(Changing.class, WorkflowOptions.defaults().withWorkflowId(id));
    client.dispatch(workflow::pay, id);
    Changing running = client.getWorkflowById(Changing.class, id);
    InMemory.until(() -> !client.describe(running).waits().isEmpty());
    return running;
  }

  private String proceed(String id) {
    client.getWorkflowById(Changing.class, id).proceed();
    return client.getDeferred(id, String.class).await();
  }

  @Test
  void changeOfOpenRuns() throws Exception {
    startAndWait("old");
    redeploy(List.of(ChangedImpl.class));
    assertThat(proceed("old")).as("it had not come there").isEqualTo("old paid 70");
    startAndWait("new");
    assertThat(proceed("new")).isEqualTo("new paid 70");
  }

  @Test
  void changeForNewRuns() throws Exception {
    startAndWait("old");
    redeploy(List.of(ChangingImpl.class, ChangingImpl_1.class));
    startAndWait("new");
    assertThat(proceed("old")).isEqualTo("old paid 100");
    assertThat(proceed("new")).isEqualTo("new paid 70");
  }

  @Test
  void options() {
    // tag::options
    WorkflowOptions options =
        WorkflowOptions.defaults()
            .withWorkflowId("cart-of-ada") // the business key; a random one without it
            .withConflict(Conflict.REJECT) // or USE_EXISTING, TERMINATE_EXISTING: a run is open
            .withReuse(Reuse.ALLOW_IF_FAILED) // or ALLOW, REJECT: a run has ended
            .withTimeout(Duration.ofDays(30)) // of the run
            .withTags(Set.of("customer-ada"))
            .withMeta(Map.of("source", "web".getBytes(StandardCharsets.UTF_8)));
    Deferred<String> paid = client.dispatch(client.newWorkflow(Cart.class, options)::shop, "ada");
    // end::options
    assertThatThrownBy(() -> client.newWorkflow(Cart.class, options).shop("ada"))
        .isInstanceOf(WorkflowAlreadyStartedException.class)
        .hasMessageContaining("cart-of-ada");
    Deferred<String> joined =
        client.dispatch(
            client.newWorkflow(Cart.class, options.withConflict(Conflict.USE_EXISTING))::shop,
            "nobody");
    client.getWorkflowById(Cart.class, "cart-of-ada").checkOut();
    assertThat(paid.await()).isEqualTo("ada paid 0");
    assertThat(joined.await()).isEqualTo("ada paid 0");
    assertThatThrownBy(() -> client.newWorkflow(Cart.class, options).shop("ada"))
        .as("completed")
        .isInstanceOf(WorkflowAlreadyStartedException.class);
  }

  @Test
  void delayAndCron() {
    // tag::cron
    Checkout nightly =
        client.newWorkflow(
            Checkout.class,
            WorkflowOptions.defaults()
                .withWorkflowId("nightly-order")
                .withStartDelay(Duration.ofHours(1)) // before the first run
                .withCron(
                    "0 3 * * 1-5")); // after each end, the next at 3:00 UTC from Monday to Friday
    client.dispatch(nightly::checkout, "ada", List.of("lamp"));
    // end::cron
    Checkout running = client.getWorkflowById(Checkout.class, "nightly-order");
    assertThat(client.describe(running).timers()).as("its start").hasSize(1);
    client.terminate(running, "end of test");
    assertThatThrownBy(
            () ->
                client
                    .newWorkflow(Checkout.class, WorkflowOptions.defaults().withCron("at noon"))
                    .checkout("ada", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at noon");
  }

  @Test
  void suspendAndResume() {
    Deferred<String> paid =
        client.dispatch(
            client.newWorkflow(Cart.class, WorkflowOptions.defaults().withWorkflowId("s"))::shop,
            "ada");
    Cart cart = client.getWorkflowById(Cart.class, "s");
    // tag::suspend
    client.suspend(cart); // decides nothing any more; what happens meanwhile is kept
    // end::suspend
    assertThat(client.describe(cart).state()).isEqualTo(WorkflowState.SUSPENDED);
    client.dispatchVoid(cart::checkOut);
    assertThatThrownBy(() -> paid.await(Duration.ofMillis(50)))
        .isInstanceOf(TimedOutException.class);
    // tag::resume
    client.resume(cart); // goes on with all that came meanwhile
    // end::resume
    assertThat(paid.await()).isEqualTo("ada paid 0");
  }

  @Test
  void describeListAndHistory() {
    Deferred<String> paid =
        client.dispatch(client.newWorkflow(Cart.class, Set.of("spring"))::shop, "ada");
    String id = paid.getId();
    client.getWorkflowById(Cart.class, id).add("lamp");
    // tag::describe
    WorkflowDescription run = client.describe(client.getWorkflowById(Cart.class, id));
    WorkflowState state = run.state(); // RUNNING, STUCK, COMPLETED …
    var open = run.pendingTasks(); // with attempt and last failure
    List<String> waits = run.waits(); // channels, conditions and timers, with their line of code
    // end::describe
    assertThat(state).isEqualTo(WorkflowState.RUNNING);
    assertThat(open).isEmpty();
    assertThat(waits)
        .singleElement()
        .asString()
        .matches("a condition at \\S*CartImpl\\.shop\\(CartImpl\\.java:\\d+\\)");

    // tag::history
    for (HistoryEvent event : client.history(id)) {
      System.out.printf("%3d %-18s %s%n", event.id(), event.type(), event.summary());
    }
    // end::history

    // tag::list
    List<WorkflowSummary> found = new ArrayList<>();
    WorkflowQuery query =
        WorkflowQuery.all()
            .withName(Cart.class.getName())
            .withState(WorkflowState.RUNNING)
            .withTag("spring");
    Page<WorkflowSummary> page = client.list(query);
    found.addAll(page.items());
    while (page.cursor().isPresent()) {
      page = client.list(query.withCursor(page.cursor().get()));
      found.addAll(page.items());
    }
    // end::list
    assertThat(found).extracting(WorkflowSummary::workflowId).containsExactly(id);
    client.terminate(client.getWorkflowById(Cart.class, id), "end of test");
  }
}

package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.infinitic.annotations.Query;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import io.infinitic.workflows.WorkflowOptions.ParentClose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Children, other workflows, tags. */
class OtherWorkflowsTest {

  /** Sells. */
  public interface Sale {
    List<String> checkOutAll(List<String> customers);

    String inBackground(String customer);

    int addTo(String cart, String item);

    void closeAll();
  }

  /** The same. */
  public static class SaleImpl extends Workflow implements Sale {

    @Override
    public List<String> checkOutAll(List<String> customers) {
      // tag::children
      Checkout checkout = newWorkflow(Checkout.class); // each call starts a child of its own
      List<Deferred<String>> receipts = new ArrayList<>();
      for (String customer : customers) {
        receipts.add(dispatch(checkout::checkout, customer, List.of("lamp")));
      }
      return Deferred.and(receipts).await();
      // end::children
    }

    @Override
    public String inBackground(String customer) {
      // tag::child-options
      Cart cart =
          newWorkflow(
              Cart.class,
              WorkflowOptions.defaults()
                  .withWorkflowId("cart-of-" + customer)
                  .withTimeout(Duration.ofDays(30))
                  .withParentClose(ParentClose.REQUEST_CANCEL));
      Deferred<String> paid = dispatch(cart::shop, customer);
      // end::child-options
      Cart running = getWorkflowById(Cart.class, "cart-of-" + customer);
      running.add("lamp");
      running.checkOut();
      return paid.await();
    }

    @Override
    public int addTo(String cart, String item) {
      // tag::other-workflow
      Cart other = getWorkflowById(Cart.class, cart);
      int total = other.add(item); // recorded there and here
      List<String> items = other.items(); // a query
      // end::other-workflow
      return total + items.size();
    }

    @Override
    public void closeAll() {
      // tag::tags-of-others
      dispatchVoid(getWorkflowByTag(Cart.class, "spring-sale")::checkOut).await();
      // end::tags-of-others
    }
  }

  /** A run that is found by its tags. */
  public interface Tagged {
    String work();

    void finish();

    @Query
    Set<String> tags();
  }

  /** The same. */
  public static class TaggedImpl extends Workflow implements Tagged {

    private boolean finished;

    @Override
    public String work() {
      // tag::tags-workflow
      addTags("vip", "waiting");
      setStatus("waits for the customer"); // for people: shown by describe
      await(() -> finished);
      removeTags("waiting");
      // end::tags-workflow
      return String.join(", ", getTags().stream().sorted().toList());
    }

    @Override
    public void finish() {
      finished = true;
    }

    @Override
    public Set<String> tags() {
      return getTags();
    }
  }

  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(Shop.class, new FakeShop(), ServiceSettings.defaults())
                  .addWorkflow(Sale.class, SaleImpl.class)
                  .addWorkflow(Checkout.class, CheckoutImpl.class)
                  .addWorkflow(Cart.class, CartImpl.class)
                  .addWorkflow(Tagged.class, TaggedImpl.class));
  private final InfiniticClient client = worker.getClient();
  private final Sale sale = client.newWorkflow(Sale.class);

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void children() {
    assertThat(sale.checkOutAll(List.of("ada", "alan")))
        .containsExactly("ada paid 30", "alan paid 30");
    assertThat(sale.inBackground("ada")).isEqualTo("ada paid 30");
  }

  @Test
  void otherWorkflows() {
    Cart cart = client.newWorkflow(Cart.class, WorkflowOptions.defaults().withWorkflowId("c-1"));
    var paid = client.dispatch(cart::shop, "ada");
    assertThat(sale.addTo("c-1", "table")).isEqualTo(71);
    client.getWorkflowById(Cart.class, "c-1").checkOut();
    assertThat(paid.await()).isEqualTo("ada paid 70");
  }

  @Test
  void byTag() throws Exception {
    // tag::tags-client
    Cart cart = client.newWorkflow(Cart.class, Set.of("spring-sale")); // the tags of its runs
    var first = client.dispatch(cart::shop, "ada");
    var second = client.dispatch(cart::shop, "alan");

    Cart all = client.getWorkflowByTag(Cart.class, "spring-sale"); // all open runs that have it
    Set<String> ids = client.getIds(all);
    client.dispatchVoid(all::checkOut);
    // end::tags-client
    assertThat(ids).containsExactlyInAnyOrder(first.getId(), second.getId());
    assertThat(first.await()).isEqualTo("ada paid 0");
    assertThat(second.await()).isEqualTo("alan paid 0");
    assertThat(catchThrowable(() -> all.add("lamp")))
        .as("a call that returns a value")
        .isInstanceOf(InvalidStubException.class);
  }

  @Test
  void byTagFromAWorkflow() throws Exception {
    Cart cart = client.newWorkflow(Cart.class, Set.of("spring-sale"));
    var paid = client.dispatch(cart::shop, "ada");
    InMemory.until(
        () -> !client.getIds(client.getWorkflowByTag(Cart.class, "spring-sale")).isEmpty());
    sale.closeAll();
    assertThat(paid.await()).isEqualTo("ada paid 0");
  }

  @Test
  void tagsChange() throws Exception {
    var result = client.dispatch(client.newWorkflow(Tagged.class, Set.of("new"))::work);
    Tagged running = client.getWorkflowById(Tagged.class, result.getId());
    InMemory.until(() -> running.tags().size() == 3);
    assertThat(client.describe(running).tags()).contains("new", "vip", "waiting");
    assertThat(client.describe(running).status()).contains("waits for the customer");
    assertThat(client.getIds(client.getWorkflowByTag(Tagged.class, "vip")))
        .containsExactly(result.getId());
    running.finish();
    assertThat(result.await()).isEqualTo("new, vip");
  }
}

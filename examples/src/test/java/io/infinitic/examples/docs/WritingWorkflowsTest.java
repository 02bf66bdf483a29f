package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Deferreds;
import io.infinitic.workflows.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks, deferreds, branches. */
class WritingWorkflowsTest {

  /** Ways to use tasks. */
  public interface Ordering {
    int options();

    int dispatching();

    int all(List<String> items);

    String any(String item);

    String deadline(String item);

    String status(String item);

    String limited(String customer, String item);

    List<String> branches();
  }

  /** The same. */
  public static class OrderingImpl extends Workflow implements Ordering {

    private final Shop shop = newService(Shop.class);

    @Override
    public int options() {
      // tag::task-with-options
      Shop patient =
          newService(Shop.class, TaskOptions.defaults().withStartToClose(Duration.ofSeconds(30)));
      // end::task-with-options
      return patient.price("lamp");
    }

    @Override
    public int dispatching() {
      // tag::dispatch
      Deferred<Integer> lamp = dispatch(shop::price, "lamp"); // starts; the workflow goes on
      Deferred<Integer> table = dispatch(shop::price, "table"); // beside the first
      Deferred<Void> mail = dispatchVoid(shop::mail, "ada", "a moment"); // without result
      int total = lamp.await() + table.await();
      mail.await();
      return total;
      // end::dispatch
    }

    @Override
    public int all(List<String> items) {
      // tag::deferred-and
      List<Deferred<Integer>> prices = new ArrayList<>();
      for (String item : items) {
        prices.add(dispatch(shop::price, item));
      }
      int total = 0;
      for (int price : Deferred.and(prices).await()) { // in the order of the items
        total += price;
      }
      // end::deferred-and
      return total;
    }

    @Override
    public String any(String item) {
      // tag::deferred-or
      Deferred<String> north = dispatch(shop::find, "north", item);
      Deferred<String> south = dispatch(shop::find, "south", item);
      return Deferreds.or(north, south).await(); // the first that succeeds
      // end::deferred-or
    }

    @Override
    public String deadline(String item) {
      // tag::deferred-mixed
      Deferred<Integer> price = dispatch(shop::price, item);
      Deferred<String> place = dispatch(shop::find, "south", item);
      Deferred<Instant> deadline = timer(Duration.ofMinutes(5));
      Object first = price.and(place).or(deadline).await();
      return first instanceof Instant ? "too late" : "found: " + first;
      // end::deferred-mixed
    }

    @Override
    public String status(String item) {
      Deferred<String> shipped = dispatch(shop::ship, item);
      Deferred<Instant> deadline = timer(Duration.ofDays(2));
      // tag::deferred-status
      shipped.or(deadline).await();
      if (shipped.isCompleted()) {
        return shipped.await(); // is there already
      }
      return "still " + shipped.status(); // ONGOING
      // end::deferred-status
    }

    @Override
    public String limited(String customer, String item) {
      // tag::await-limit
      Deferred<String> shipped = dispatch(shop::ship, item);
      try {
        return shipped.await(Duration.ofDays(2));
      } catch (TimedOutException e) {
        shop.mail(customer, "it takes longer"); // the task goes on
        return shipped.await();
      }
      // end::await-limit
    }

    @Override
    public List<String> branches() {
      // tag::async
      Deferred<String> lamp = async(() -> buy("lamp"));
      Deferred<String> table = async(() -> buy("table"));
      return Deferreds.and(lamp, table).await();
      // end::async
    }

    // tag::async-method
    private String buy(String item) {
      int price = shop.price(item); // while one branch waits, the others run
      String payment = shop.charge("ada", price);
      return payment + ", " + shop.ship(item);
    }
    // end::async-method
  }

  private final FakeShop shop = new FakeShop();
  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(Shop.class, shop, ServiceSettings.defaults())
                  .addWorkflow(Ordering.class, OrderingImpl.class)
                  .addWorkflow(Checkout.class, CheckoutImpl.class));
  private final InfiniticClient client = worker.getClient();
  private final Ordering ordering = client.newWorkflow(Ordering.class);

  @AfterEach
  void stop() {
    shop.pianoIsThere.countDown();
    worker.close();
  }

  @Test
  void firstWorkflow() {
    // tag::first-call
    Checkout checkout = client.newWorkflow(Checkout.class);
    String receipt = checkout.checkout("ada", List.of("lamp", "table")); // waits
    // end::first-call
    assertThat(receipt).isEqualTo("ada paid 100");
  }

  @Test
  void clientThatDoesNotWait() {
    // tag::client-dispatch
    Checkout checkout = client.newWorkflow(Checkout.class);
    io.infinitic.clients.Deferred<String> deferred =
        client.dispatch(checkout::checkout, "ada", List.of("lamp")); // returns when it is recorded
    String id = deferred.getId();
    String receipt = deferred.await(Duration.ofSeconds(30)); // TimedOutException after that
    // end::client-dispatch
    assertThat(receipt).isEqualTo("ada paid 30");

    // tag::get-deferred
    String same = client.getDeferred(id, String.class).await(); // from any other process
    // end::get-deferred
    assertThat(same).isEqualTo(receipt);
  }

  @Test
  void withoutBaseClass() {
    try (InfiniticWorker plain =
        InMemory.start(
            with ->
                with.addService(Shop.class, shop, ServiceSettings.defaults())
                    .addWorkflow(Checkout.class, PlainCheckout.class))) {
      Checkout checkout = plain.getClient().newWorkflow(Checkout.class);
      assertThat(checkout.checkout("ada", List.of("a", "b"))).isEqualTo("ada paid 2");
    }
  }

  @Test
  void tasks() {
    assertThat(ordering.options()).isEqualTo(30);
    assertThat(ordering.dispatching()).isEqualTo(100);
    assertThat(ordering.all(List.of("lamp", "table", "lamp"))).isEqualTo(130);
    assertThat(ordering.any("lamp")).isEqualTo("lamp in south");
    assertThat(ordering.deadline("lamp")).isEqualTo("found: [30, lamp in south]");
    assertThat(ordering.status("lamp")).isEqualTo("lamp shipped");
    assertThat(ordering.branches())
        .containsExactly("ada paid 30, lamp shipped", "ada paid 70, table shipped");
  }

  private Ordering runningWithTimer(String id) throws Exception {
    Ordering running = client.getWorkflowById(Ordering.class, id);
    InMemory.until(() -> client.describe(running).timers().size() == 1);
    return running;
  }

  @Test
  void timerFirst() throws Exception {
    var result = client.dispatch(ordering::status, "piano");
    client.completeTimers(runningWithTimer(result.getId()));
    assertThat(result.await()).isEqualTo("still ONGOING");
  }

  @Test
  void limitRunsOut() throws Exception {
    var result = client.dispatch(ordering::limited, "ada", "piano");
    client.completeTimers(runningWithTimer(result.getId()));
    InMemory.until(() -> shop.mails.contains("ada: it takes longer"));
    shop.pianoIsThere.countDown();
    assertThat(result.await()).isEqualTo("piano shipped");
  }
}

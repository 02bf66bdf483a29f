package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowState;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.DeferredException;
import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowStuckException;
import io.infinitic.exceptions.WorkflowTerminatedException;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.DeferredStatus;
import io.infinitic.workflows.Saga;
import io.infinitic.workflows.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failures, cancellation, compensation. */
class FailingTest {

  /** There is not enough. */
  public static class SoldOutException extends Exception {
    public SoldOutException(String message) {
      super(message);
    }
  }

  /** Ways to fail. */
  public interface Selling {
    String caught(String customer);

    String uncaught(String customer);

    // tag::declared-interface
    String sell(String item) throws SoldOutException;

    // end::declared-interface

    String bug();

    String saga(String customer);

    String race();

    String cleanUp();
  }

  /** The same. */
  public static class SellingImpl extends Workflow implements Selling {

    static volatile boolean mended;

    private final Shop shop = newService(Shop.class);

    @Override
    public String caught(String customer) {
      // tag::exceptions-workflow
      try {
        return shop.charge(customer, 100);
      } catch (TaskFailedException e) { // after the last attempt
        Failure failure = e.getFailure(); // what the task threw
        shop.mail(customer, failure.getMessage());
        return "not paid: " + failure.getDetails();
      }
      // end::exceptions-workflow
    }

    @Override
    public String uncaught(String customer) {
      return shop.charge(customer, 100);
    }

    // tag::declared-class
    @Override
    public String sell(String item) throws SoldOutException {
      try {
        return shop.find("north", item);
      } catch (DeferredException e) { // failed, timed out or cancelled
        throw new SoldOutException("there is no " + item); // the run is FAILED
      }
    }

    // end::declared-class

    @Override
    public String bug() {
      shop.price("lamp");
      if (!mended) {
        throw new IllegalStateException("a bug"); // the run is STUCK
      }
      return "mended";
    }

    @Override
    public String saga(String customer) {
      // tag::saga
      Saga saga = Saga.of();
      return saga.run(
          () -> {
            String lamp = shop.reserve("lamp");
            saga.onFailure(() -> shop.release(lamp));
            String table = shop.reserve("table");
            saga.onFailure(() -> shop.release(table)); // is undone first
            return shop.charge(customer, 100);
          });
      // end::saga
    }

    @Override
    public String race() {
      // tag::cancel-scope
      List<io.infinitic.workflows.Deferred<String>> offers = new ArrayList<>();
      Cancellation race =
          Cancellation.scope(
              () -> {
                offers.add(dispatch(shop::find, "south", "lamp"));
                offers.add(dispatch(shop::ship, "piano"));
              });
      String first = io.infinitic.workflows.Deferred.or(offers).await();
      race.cancel(); // whatever the scope has started and is still open
      // end::cancel-scope
      return first + ", " + offers.get(1).status();
    }

    @Override
    public String cleanUp() {
      // tag::cancel-detached
      String reservation = shop.reserve("piano");
      try {
        return shop.ship("piano");
      } catch (WorkflowCanceledException e) {
        Cancellation.detached(() -> shop.release(reservation)); // still works in a cancelled run
        throw e;
      }
      // end::cancel-detached
    }
  }

  private final FakeShop shop = new FakeShop();
  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(Shop.class, shop, ServiceSettings.defaults())
                  .addWorkflow(Selling.class, SellingImpl.class));
  private final InfiniticClient client = worker.getClient();
  private final Selling selling = client.newWorkflow(Selling.class);

  @AfterEach
  void stop() {
    shop.pianoIsThere.countDown();
    worker.close();
  }

  @Test
  void failureOfATaskIsCaught() {
    shop.poor.add("ada");
    assertThat(selling.caught("ada")).isEqualTo("not paid: {amount=100}");
    assertThat(shop.mails).containsExactly("ada: card was declined");
  }

  @Test
  void failureOfATaskFailsTheRunAndIsRetried() {
    shop.poor.add("ada");
    Deferred<String> result = client.dispatch(selling::uncaught, "ada");
    // tag::exceptions-client
    try {
      result.await();
    } catch (WorkflowFailedException e) {
      Failure failure = e.getFailure(); // what the workflow threw: TaskFailedException
      Failure cause = failure.getCause(); // what the task threw
      report(e.getWorkflowId(), cause.getName(), cause.getMessage(), cause.getDetails());
    }
    // end::exceptions-client
    assertThat(reported).isEqualTo("card was declined {amount=100}");
    assertThatThrownBy(result::await).isInstanceOf(WorkflowFailedException.class);

    shop.poor.clear();
    shop.charges.drainPermits(); // the run does not end before both have been asked for
    String id = result.getId();
    // tag::retry-tasks
    Selling failed = client.getWorkflowById(Selling.class, id);
    client.retryTasks(failed); // all failed tasks; the run that failed by one of them goes on
    client.retryTasks(failed, DeferredStatus.TIMED_OUT, Shop.class); // only some of them
    // end::retry-tasks
    shop.charges.release();
    assertThat(result.await()).isEqualTo("ada paid 100");
  }

  private String reported = "";

  private void report(String id, String name, String message, Object details) {
    reported = message + " " + details;
    assertThat(name).endsWith("TaskFailure");
  }

  @Test
  void declaredExceptionFailsTheRun() {
    WorkflowFailedException failed =
        catchThrowableOfType(WorkflowFailedException.class, () -> selling.sell("lamp"));
    assertThat(Objects.requireNonNull(failed.getFailure()).getName())
        .isEqualTo(SoldOutException.class.getName());
  }

  @Test
  void bugMakesTheRunStuck() throws Exception {
    SellingImpl.mended = false;
    Deferred<String> result = client.dispatch(selling::bug);
    String id = result.getId();
    InMemory.until(
        () ->
            client.describe(client.getWorkflowById(Selling.class, id)).state()
                == WorkflowState.STUCK);
    assertThatThrownBy(() -> result.await(Duration.ofMillis(10)))
        .isInstanceOf(WorkflowStuckException.class);
    SellingImpl.mended = true;
    // tag::stuck
    Selling stuck = client.getWorkflowById(Selling.class, id);
    WorkflowDescription run = client.describe(stuck); // state STUCK, the reason in incidents
    client.retryWorkflowTask(stuck); // after the code was mended and deployed
    // end::stuck
    assertThat(run.incidents().get(0).message()).contains("a bug");
    assertThat(result.await()).isEqualTo("mended");
  }

  @Test
  void sagaUndoesInReverse() {
    assertThat(selling.saga("ada")).isEqualTo("ada paid 100");
    assertThat(shop.reserved).containsExactlyInAnyOrder("lamp", "table");
    shop.poor.add("alan");
    assertThatThrownBy(() -> selling.saga("alan")).isInstanceOf(WorkflowFailedException.class);
    assertThat(shop.reserved).isEmpty();
  }

  @Test
  void race() {
    assertThat(selling.race()).startsWith("lamp in south, ");
  }

  private void untilShips(String id) throws Exception {
    Selling running = client.getWorkflowById(Selling.class, id);
    InMemory.until(
        () ->
            client.describe(running).pendingTasks().stream()
                .anyMatch(task -> task.name().endsWith("ship")));
  }

  @Test
  void cancelledRunCleansUp() throws Exception {
    String id = client.dispatch(selling::cleanUp).getId();
    untilShips(id);
    // tag::cancel-client
    Selling running = client.getWorkflowById(Selling.class, id);
    client.cancel(running); // asks; the workflow may clean up
    // end::cancel-client
    assertThatThrownBy(() -> client.getDeferred(id, String.class).await())
        .isInstanceOf(WorkflowCanceledException.class);
    assertThat(shop.reserved).isEmpty();
  }

  @Test
  void terminatedRunDoesNot() throws Exception {
    Deferred<String> result = client.dispatch(selling::cleanUp);
    InMemory.until(() -> shop.reserved.contains("piano"));
    Selling running = client.getWorkflowById(Selling.class, result.getId());
    // tag::terminate
    client.terminate(running, "ordered by mistake"); // ends at once
    // end::terminate
    assertThatThrownBy(result::await)
        .isInstanceOf(WorkflowTerminatedException.class)
        .hasMessageContaining("ordered by mistake");
    assertThat(shop.reserved).containsExactly("piano");
  }
}

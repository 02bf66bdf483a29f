package io.infinitic.examples.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoyaltyWorkflowTest {

  private static final String MEMBER = "member-42";

  private final List<String> books = new CopyOnWriteArrayList<>();
  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(
                      LoyaltyService.class,
                      (member, reason, change) -> books.add(member + " " + reason + " " + change),
                      ServiceSettings.defaults())
                  .addWorkflow(LoyaltyWorkflow.class, LoyaltyWorkflowImpl.class));
  private final InfiniticClient client = worker.getClient();
  private final LoyaltyWorkflow loyalty = client.getWorkflowById(LoyaltyWorkflow.class, MEMBER);

  @AfterEach
  void stop() {
    worker.close();
  }

  private Deferred<Integer> join() {
    LoyaltyWorkflow workflow =
        client.newWorkflow(
            LoyaltyWorkflow.class, WorkflowOptions.defaults().withWorkflowId(MEMBER));
    return client.dispatch(workflow::start, MEMBER);
  }

  @Test
  void pointsComeAndGo() {
    Deferred<Integer> left = join();
    assertThat(loyalty.addBonus("an order", 500)).isEqualTo(500);
    assertThat(loyalty.addBonus("a form", 100)).isEqualTo(600);
    assertThat(loyalty.burnBonus(250)).isEqualTo(350);
    assertThat(loyalty.getPoints()).isEqualTo(350);
    loyalty.leave();
    assertThat(left.await()).isEqualTo(350);
    assertThat(books)
        .containsExactly(MEMBER + " an order 500", MEMBER + " a form 100", MEMBER + " burned -250");
  }

  @Test
  void moreThanThereIsCannotBeBurned() {
    Deferred<Integer> left = join();
    loyalty.addBonus("a form", 100);
    int events = client.history(MEMBER).size();
    assertThatThrownBy(() -> loyalty.burnBonus(101))
        .isInstanceOf(CallRefusedException.class)
        .hasMessageContaining("there are 100 points, not 101");
    assertThat(client.history(MEMBER)).as("no trace of the call").hasSize(events);
    assertThat(loyalty.burnBonus(100)).isZero();
    loyalty.leave();
    assertThat(left.await()).isZero();
  }

  @Test
  void weeksAddPoints() throws Exception {
    Deferred<Integer> left = join();
    for (int week = 1; week <= 4; week++) {
      int expected = 10 * week;
      InMemory.until(() -> client.describe(loyalty).timers().size() == 1);
      client.completeTimers(loyalty);
      InMemory.until(() -> loyalty.getPoints() == expected);
    }
    loyalty.leave();
    assertThat(left.await()).isEqualTo(40);
    assertThat(loyalty.getPoints()).as("the ended run still answers").isEqualTo(40);
    assertThatThrownBy(() -> loyalty.addBonus("too late", 1))
        .isInstanceOf(WorkflowUnknownException.class);
  }

  @Test
  void callsOfManyClientsAtOnce() {
    Deferred<Integer> left = join();
    List<Deferred<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(client.dispatch(loyalty::addBonus, "an order", 10));
    }
    calls.forEach(Deferred::await);
    loyalty.leave();
    assertThat(left.await()).isEqualTo(500);
  }
}

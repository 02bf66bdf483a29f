package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.annotations.CheckMode;
import io.infinitic.annotations.Name;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowCheckMode;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timers, conditions, recorded values, endless loops, changes of code. */
class TimeAndReplayTest {

  /** Things that take time. */
  public interface Timed {
    String timers();

    String approval();

    void approve();

    String recorded();

    String context();

    String timeOfDay();
  }

  /** The same. */
  // tag::check-mode
  @CheckMode(mode = WorkflowCheckMode.strict) // arguments are compared, too
  public static class TimedImpl extends Workflow implements Timed {
    // end::check-mode

    private final Shop shop = newService(Shop.class);
    private boolean approved;

    @Override
    public String timers() {
      // tag::timers
      sleep(Duration.ofDays(3)); // survives every restart
      Deferred<Instant> tomorrow = timer(now().plus(Duration.ofDays(1)));
      Deferred<Instant> inAnHour = timer(Duration.ofHours(1));
      Instant first = (Instant) tomorrow.or(inAnHour).await();
      tomorrow.cancel();
      // end::timers
      return first.isAfter(Instant.EPOCH) + " " + tomorrow.status();
    }

    @Override
    public String approval() {
      // tag::await-condition
      boolean inTime = await(Duration.ofDays(7), () -> approved);
      return inTime ? shop.charge("ada", 100) : "expired";
      // end::await-condition
    }

    @Override
    public void approve() {
      approved = true;
    }

    @Override
    public String timeOfDay() {
      // tag::timer-instant
      ZonedDateTime now = now().atZone(ZoneId.of("Europe/Paris"));
      timer(now.plusDays(1).with(LocalTime.of(8, 0)).toInstant()).await();
      // end::timer-instant
      return "8 o'clock";
    }

    @Override
    public String recorded() {
      // tag::recorded
      Instant at = now(); // of the event that is being decided on
      UUID id = randomUUID();
      int dice = 1 + random().nextInt(6);
      String home = inline(() -> System.getProperty("user.home")); // run once, then recorded
      inlineVoid(() -> System.out.println("not printed again by a replay"));
      // end::recorded
      String first = at + " " + id + " " + dice + " " + home;
      shop.price("lamp");
      return first;
    }

    @Override
    public String context() {
      // tag::context
      logger().info("run {} of workflow {}", getRunId(), getWorkflowId()); // silent in a replay
      // end::context
      return getWorkflowName() + " " + getMethodName();
    }
  }

  // tag::name
  @Name(name = "Counter") // on the wire, instead of the name of the interface
  public interface Counter {
    // end::name

    SendChannel<Integer> getNumbers();

    int count(int sum);
  }

  /** The same. */
  public static class CounterImpl extends Workflow implements Counter {

    private final Channel<Integer> numbers = channel();

    @Override
    public Channel<Integer> getNumbers() {
      return numbers;
    }

    // tag::continue-as-new
    @Override
    public int count(int sum) {
      Deferred<Integer> number = numbers.receive();
      for (int i = 0; i < 100; i++) {
        int next = number.await();
        if (next == 0) {
          return sum;
        }
        sum += next;
      }
      // a new run with the same id and tags, and with the signals that were not read
      return newContinueAsNew(Counter.class).count(sum);
    }
    // end::continue-as-new
  }

  private final FakeShop shop = new FakeShop();
  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(Shop.class, shop, ServiceSettings.defaults())
                  .addWorkflow(Timed.class, TimedImpl.class)
                  .addWorkflow(Counter.class, CounterImpl.class));
  private final InfiniticClient client = worker.getClient();
  private final Timed timed = client.newWorkflow(Timed.class);

  @AfterEach
  void stop() {
    worker.close();
  }

  private void completeTimers(String id, int expected) throws Exception {
    Timed workflow = client.getWorkflowById(Timed.class, id);
    InMemory.until(() -> client.describe(workflow).timers().size() == expected);
    // tag::complete-timers
    Timed running = client.getWorkflowById(Timed.class, id);
    List<Instant> due = client.describe(running).timers();
    client.completeTimers(running); // as if they were due now
    // end::complete-timers
    assertThat(due).hasSize(expected).allMatch(Instant.now()::isBefore);
  }

  @Test
  void timers() throws Exception {
    var result = client.dispatch(timed::timers);
    completeTimers(result.getId(), 1);
    completeTimers(result.getId(), 2);
    assertThat(result.await()).isIn("true COMPLETED", "true CANCELED");
  }

  @Test
  void timerAtATimeOfDay() throws Exception {
    var result = client.dispatch(timed::timeOfDay);
    completeTimers(result.getId(), 1);
    assertThat(result.await()).isEqualTo("8 o'clock");
  }

  @Test
  void condition() throws Exception {
    var approved = client.dispatch(timed::approval);
    client.getWorkflowById(Timed.class, approved.getId()).approve();
    assertThat(approved.await()).isEqualTo("ada paid 100");
    var expired = client.dispatch(timed::approval);
    completeTimers(expired.getId(), 1);
    assertThat(expired.await()).isEqualTo("expired");
  }

  @Test
  void recordedValues() {
    assertThat(timed.recorded()).endsWith(System.getProperty("user.home"));
    assertThat(timed.context()).isEqualTo(Timed.class.getName() + " context");
  }

  @Test
  void endlessLoop() {
    Counter counter =
        client.newWorkflow(Counter.class, WorkflowOptions.defaults().withWorkflowId("numbers"));
    var sum = client.dispatch(counter::count, 0);
    Counter running = client.getWorkflowById(Counter.class, "numbers");
    for (int i = 1; i <= 250; i++) {
      client.dispatchVoidAsync(running.getNumbers()::send, 1);
    }
    running.getNumbers().send(0);
    assertThat(sum.await()).as("of the last of three runs").isEqualTo(250);
    assertThat(client.history("numbers")).hasSizeLessThan(210);
    assertThat(client.describe(running).name()).isEqualTo("Counter");
  }
}

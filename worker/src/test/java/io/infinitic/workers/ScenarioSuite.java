package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.EventType;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.exceptions.WorkflowAlreadyStartedException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowStuckException;
import io.infinitic.exceptions.WorkflowTerminatedException;
import io.infinitic.exceptions.WorkflowTimedOutException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.store.StateStore;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.transport.Transport;
import io.infinitic.workers.Flows.Flow;
import io.infinitic.workers.Flows.FlowImpl;
import io.infinitic.workers.Flows.Order;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.LambdaImpl;
import io.infinitic.workers.scenarios.BranchScenarios;
import io.infinitic.workers.scenarios.CancelScenarios;
import io.infinitic.workers.scenarios.ChangeScenarios;
import io.infinitic.workers.scenarios.ChildScenarios;
import io.infinitic.workers.scenarios.CombinationScenarios;
import io.infinitic.workers.scenarios.ContextScenarios;
import io.infinitic.workers.scenarios.EndScenarios;
import io.infinitic.workers.scenarios.FailureScenarios;
import io.infinitic.workers.scenarios.LocalTaskScenarios;
import io.infinitic.workers.scenarios.MethodScenarios;
import io.infinitic.workers.scenarios.MisuseScenarios;
import io.infinitic.workers.scenarios.OperatorScenarios;
import io.infinitic.workers.scenarios.PayloadScenarios;
import io.infinitic.workers.scenarios.QueryScenarios;
import io.infinitic.workers.scenarios.RetryScenarios;
import io.infinitic.workers.scenarios.SignalScenarios;
import io.infinitic.workers.scenarios.SizeScenarios;
import io.infinitic.workers.scenarios.TagScenarios;
import io.infinitic.workers.scenarios.TaskBatchScenarios;
import io.infinitic.workers.scenarios.TaskHeartbeatScenarios;
import io.infinitic.workers.scenarios.TaskLimitScenarios;
import io.infinitic.workers.scenarios.TaskOrderScenarios;
import io.infinitic.workers.scenarios.TaskScenarios;
import io.infinitic.workers.scenarios.TimerScenarios;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import io.infinitic.workflows.WorkflowOptions.Conflict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What users see, through the public API. Each subclass runs it in another configuration. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class ScenarioSuite {

  private final Conservation conservation = new Conservation();
  private Transport transport;
  private StateStore store;
  private InfiniticWorker worker;
  private InfiniticClient client;
  private Flow flow;

  protected abstract Transport openTransport() throws Exception;

  protected abstract StateStore openStore() throws Exception;

  protected void configure(InfiniticWorker.Builder builder) {}

  /** Whether every WorkflowTask is replayed from the start. */
  public boolean isCold() {
    return "off".equals(System.getProperty("infinitic.worker.cache"));
  }

  @BeforeAll
  void start() throws Exception {
    transport = new MonitoredTransport(openTransport(), conservation);
    store = openStore();
    InfiniticWorker.Builder builder =
        InfiniticWorker.builder()
            .setName("scenarios")
            .setTransport(transport)
            .setEngine(store)
            .setGracePeriod(Duration.ofMillis(100))
            .addService(
                Service.class, ServiceImpl.class, ServiceSettings.defaults().withConcurrency(50))
            .addService(
                TaskOrderScenarios.Counter.class,
                TaskOrderScenarios.CounterImpl.class,
                ServiceSettings.defaults().withConcurrency(1))
            .addWorkflow(Flow.class, FlowImpl.class, 20)
            .addWorkflow(Lambda.class, LambdaImpl.class, 20)
            .addWorkflow(ChildScenarios.Factorial.class, ChildScenarios.FactorialImpl.class)
            .addWorkflow(ChangeScenarios.Loop.class, ChangeScenarios.LoopImpl.class)
            .addWorkflow(
                ChangeScenarios.Versioned.class,
                List.of(ChangeScenarios.VersionedImpl.class, ChangeScenarios.VersionedImpl_2.class),
                5)
            .addWorkflow(PayloadScenarios.Values.class, PayloadScenarios.ValuesImpl.class)
            .addWorkflow(PayloadScenarios.Offers.class, PayloadScenarios.OffersImpl.class)
            .addService(MisuseScenarios.Thrower.class, MisuseScenarios.ThrowerImpl.class)
            .addService(LocalTaskScenarios.Annotated.class, LocalTaskScenarios.AnnotatedImpl.class)
            .addService(LocalTaskScenarios.CallsStub.class, LocalTaskScenarios.CallsStubImpl.class)
            .addService(
                PayloadScenarios.ValuesService.class, PayloadScenarios.ValuesServiceImpl.class)
            .addService(
                Jobs.Job.class, Jobs.JobImpl.class, ServiceSettings.defaults().withConcurrency(50))
            .addService(Jobs.Annotated.class, Jobs.AnnotatedImpl.class)
            .addService(
                Jobs.Configured.class,
                Jobs.ConfiguredImpl.class,
                ServiceSettings.defaults()
                    .withTimeout(Duration.ofSeconds(30))
                    .withRetry(
                        RetryPolicy.defaults()
                            .withInitialDelay(Duration.ofMillis(1))
                            .withMaximumAttempts(2)))
            .addService(Jobs.Deciding.class, Jobs.DecidingImpl.class)
            .addService(Jobs.Batched.class, Jobs.BatchedImpl.class);
    ContextScenarios.configure(builder);
    configure(builder);
    worker = builder.build();
    worker.startAsync();
    client = worker.getClient();
    flow = client.newWorkflow(Flow.class);
  }

  @AfterAll
  void stop() {
    worker.close();
    transport.close();
    store.close();
    release();
    assertThat(conservation.violations()).isEmpty();
    assertThat(conservation.outcomes()).isPositive();
  }

  /** Another client, to be closed by the caller. */
  public InfiniticClient newClient() {
    return InfiniticClient.builder().setTransport(transport).build();
  }

  public InfiniticClient client() {
    return client;
  }

  /** JUnit keeps the instances of all configurations, and the logs of some are large. */
  private void release() {
    worker = null;
    client = null;
    flow = null;
    transport = null;
    store = null;
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  private Flow withId(String id) {
    return client.newWorkflow(Flow.class, WorkflowOptions.defaults().withWorkflowId(id));
  }

  public static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("has not come true");
      }
      LockSupport.parkNanos(1_000_000);
      if (Thread.interrupted()) {
        throw new AssertionError("interrupted");
      }
    }
  }

  private WorkflowDescription untilState(String id, WorkflowState state) {
    Flow running = client.getWorkflowById(Flow.class, id);
    until(() -> client.describe(running).state() == state);
    return client.describe(running);
  }

  @Test
  void tasksOneAfterTheOther() {
    assertThat(flow.sequence(25)).isEqualTo(25);
  }

  @Test
  void parallelTasksComeInOrder() {
    List<Integer> expected = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      expected.add(i);
    }
    assertThat(flow.fanOut(100)).isEqualTo(expected.toString());
  }

  @Test
  void orOfAFailedAndACompleted() {
    assertThat(flow.orOfFailedAndCompleted()).isEqualTo("yes");
  }

  @Test
  void orOfFailuresThrowsTheLast() {
    assertThat(flow.orOfFailures()).isEqualTo("failed fails");
  }

  @Test
  void nestedCombinations() {
    assertThat(flow.nested()).isEqualTo("[[a, b], c] true");
  }

  @Test
  void waitingInAnotherOrderThanCompletion() {
    String key = key();
    Deferred<String> result = client.dispatch(flow::otherOrder, key);
    until(() -> ServiceImpl.calls(key + "-seen") > 0);
    ServiceImpl.open(key);
    assertThat(result.await()).isEqualTo("early true slow " + key + " early");
  }

  @Test
  void statusIsThatOfTheEventBeingDecidedOn() {
    String key = key();
    Deferred<String> result = client.dispatch(flow::statusReads, key);
    until(() -> ServiceImpl.calls(key + "-seen") > 0);
    ServiceImpl.open(key);
    assertThat(result.await()).isEqualTo("ONGOING ONGOING ONGOING ONGOING COMPLETED");
  }

  @Test
  void methodsWithoutResult() {
    flow.nothing();
    client.dispatchVoid(flow::nothing).await();
    assertThat(flow.voids(key())).isEqualTo("null true");
  }

  @Test
  void raceOfATimerAndATask() {
    String key = key();
    assertThat(flow.raceTimerFirst(key)).isEqualTo("timer true");
    ServiceImpl.open(key);
  }

  @Test
  void limitedWaitRunsOutAndTheTaskGoesOn() {
    String key = key();
    Deferred<String> result = client.dispatch(flow::awaitLimit, key);
    until(() -> ServiceImpl.calls(key + "-seen") > 0);
    ServiceImpl.open(key);
    assertThat(result.await()).isEqualTo("timed out, slow");
  }

  @Test
  void sleepsAtLeastAsLong() {
    assertThat(flow.sleeps(50)).isGreaterThanOrEqualTo(50);
    assertThat(flow.sleeps(0)).isGreaterThanOrEqualTo(0);
  }

  @Test
  void inlineRunsOnceAndIsRecorded() {
    String key = key();
    assertThat(flow.inline(key)).startsWith("called ");
  }

  @Test
  void timeChanceAndIdsAreTheSameInEveryReplay() {
    assertThat(flow.stable()).isEqualTo("true 4");
  }

  @Test
  void context() {
    String id = key();
    Flow tagged =
        client.newWorkflow(
            Flow.class,
            WorkflowOptions.defaults()
                .withWorkflowId(id)
                .withTags(Set.of("red"))
                .withMeta(Map.of("k", "v".getBytes())));
    assertThat(tagged.context())
        .isEqualTo(Flow.class.getName() + " " + id + " context [red] v 36 true");
  }

  @Test
  void failureOfATaskCanBeCaught() {
    assertThat(flow.caught()).isEqualTo("planned java.lang.IllegalArgumentException {code=42} 2");
  }

  @Test
  void failureOfATaskFailsTheWorkflowWithItsCauses() {
    assertThatThrownBy(flow::uncaught)
        .isInstanceOfSatisfying(
            WorkflowFailedException.class,
            e -> {
              assertThat(e.getFailure().getName()).endsWith("TaskFailedException");
              assertThat(e.getFailure().getCause().getMessage()).isEqualTo("planned");
              assertThat(e.getFailure().getCause().getCause().getMessage()).isEqualTo("deeper");
            });
  }

  @Test
  void declaredExceptionFailsTheWorkflow() {
    assertThatThrownBy(() -> flow.declared())
        .isInstanceOfSatisfying(
            WorkflowFailedException.class,
            e -> assertThat(e.getFailure().getName()).isEqualTo("java.io.IOException"));
  }

  @Test
  void failedTaskIsRetried() {
    assertThat(flow.retries(key())).isEqualTo("after 3, true");
  }

  @Test
  void superclassNamedByThePolicyIsNotRetried() {
    String key = key();
    assertThat(flow.policyByClass(key)).isEqualTo("not retried");
    assertThat(ServiceImpl.calls(key)).isEqualTo(1);
  }

  @Test
  void cancelledTaskAndTimer() {
    String key = key();
    assertThat(flow.cancelTask(key)).isEqualTo("CANCELED");
    assertThat(flow.cancelTimer()).isEqualTo("CANCELED");
    ServiceImpl.open(key);
  }

  @Test
  void taskThatTakesTooLong() {
    String key = key();
    assertThat(flow.schedules(key)).isEqualTo("timed out");
    ServiceImpl.open(key);
  }

  @Test
  void declaredGenericTypesSurvive() {
    Order order = new Order("o", List.of(1, 2), Instant.ofEpochMilli(1234));
    assertThat(flow.types(order)).containsExactly(order, order);
  }

  @Test
  void resultOverTheLimitFailsTheTaskNotTheWorkflow() {
    assertThat(flow.tooLarge()).isEqualTo(PayloadTooLargeException.class.getName() + " 1000");
  }

  @Test
  void argumentThatCannotBeWrittenMakesTheRunStuckAndSaysWhich() {
    String id = key();
    client.dispatch(withId(id)::unwritable);
    WorkflowDescription run = untilState(id, WorkflowState.STUCK);
    assertThat(run.incidents().get(0).message())
        .contains("PayloadException", "argument 1", "Unwritable.call", "Cyclic");
    client.terminate(client.getWorkflowById(Flow.class, id), "end of test");
  }

  @Test
  void taskNobodyRunsIsPendingForAllToSee() {
    String id = key();
    Deferred<String> result = client.dispatch(withId(id)::pending);
    Flow running = client.getWorkflowById(Flow.class, id);
    until(
        () ->
            client.describe(running).pendingTasks().stream()
                .anyMatch(task -> task.name().equals(Flows.Nowhere.class.getName() + ".call")));
    assertThatThrownBy(() -> result.await(Duration.ofMillis(10)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("Nowhere.call");
    client.terminate(running, "end of test");
    assertThatThrownBy(result::await).isInstanceOf(WorkflowTerminatedException.class);
  }

  @Test
  void workflowNobodyRunsIsPendingForAllToSee() {
    String id = key();
    Flows.Nowhere nowhere =
        client.newWorkflow(Flows.Nowhere.class, WorkflowOptions.defaults().withWorkflowId(id));
    Deferred<String> result = client.dispatch(nowhere::call);
    Flows.Nowhere running = client.getWorkflowById(Flows.Nowhere.class, id);
    assertThat(client.describe(running).pendingTasks().get(0).name())
        .isEqualTo("WorkflowTask of " + Flows.Nowhere.class.getName());
    client.terminate(running, "end of test");
    assertThatThrownBy(result::await).isInstanceOf(WorkflowTerminatedException.class);
  }

  @Test
  void bugMakesTheRunStuckUntilItIsFixed() {
    String id = key();
    Deferred<String> result = client.dispatch(withId(id)::bug, id);
    WorkflowDescription run = untilState(id, WorkflowState.STUCK);
    assertThat(run.incidents().get(0).message()).contains("a bug", id, "retryWorkflowTask");
    assertThatThrownBy(() -> result.await(Duration.ofMillis(10)))
        .isInstanceOf(WorkflowStuckException.class)
        .hasMessageContaining("a bug");
    FlowImpl.FIXED.put(id, true);
    client.retryWorkflowTask(client.getWorkflowById(Flow.class, id));
    assertThat(result.await()).isEqualTo("fixed");
  }

  @Test
  void mistakesOfCodeSayWhatToDo() {
    String a = key();
    String b = key();
    String c = key();
    client.dispatch(withId(a)::deferredAsArgument);
    client.dispatch(withId(b)::noStub);
    client.dispatch(withId(c)::stubInInline);
    assertStuck(a, "is a Deferred");
    assertStuck(b, "calls no stub");
    assertStuck(c, "InvalidInlineException");
  }

  private void assertStuck(String id, String expected) {
    assertThat(untilState(id, WorkflowState.STUCK).incidents().get(0).message()).contains(expected);
    client.terminate(client.getWorkflowById(Flow.class, id), "end of test");
  }

  @Test
  void changedCodeMakesTheRunStuckUntilItIsRestored() {
    String id = key();
    Deferred<String> result = client.dispatch(withId(id)::changed, id);
    until(() -> ServiceImpl.calls(id) > 0);
    FlowImpl.FIXED.put(id, true);
    ServiceImpl.open(id);
    if (isCold()) {
      assertThat(untilState(id, WorkflowState.STUCK).incidents().get(0).message())
          .contains(
              "NonDeterminismException", "Service.inc", "Service.echo", "event 3", "Flows.java");
      FlowImpl.FIXED.remove(id);
      client.retryWorkflowTask(client.getWorkflowById(Flow.class, id));
    }
    assertThat(result.await()).isEqualTo("done");
  }

  @Test
  void stubUsedInAnotherThreadIsRefused() {
    assertThat(flow.outsideThread()).isEqualTo("[InvalidStubException] 2");
  }

  @Test
  void methodsOfARunningInstanceShareItsFields() {
    String id = key();
    Deferred<String> main = client.dispatch(withId(id)::main, id);
    Flow running = client.getWorkflowById(Flow.class, id);
    assertThat(running.add("b")).isEqualTo("ab1");
    assertThat(running.add("c")).isEqualTo("abc2");
    assertThat(running.fields()).isEqualTo(2);
    ServiceImpl.open(id);
    assertThat(main.await()).isEqualTo("abcz");
    assertThatThrownBy(() -> running.add("late")).isInstanceOf(WorkflowUnknownException.class);
  }

  @Test
  void chosenIdRejectsOrJoins() {
    String id = key();
    Deferred<String> first = client.dispatch(withId(id)::main, id);
    assertThatThrownBy(() -> client.dispatch(withId(id)::main, id))
        .isInstanceOfSatisfying(
            WorkflowAlreadyStartedException.class, e -> assertThat(e.getWorkflowId()).isEqualTo(id))
        .hasMessageContaining("exists already, and is reached by getWorkflowById");
    assertThatThrownBy(() -> withId(id).main(id))
        .isInstanceOf(WorkflowAlreadyStartedException.class);
    Flow joining =
        client.newWorkflow(
            Flow.class,
            WorkflowOptions.defaults().withWorkflowId(id).withConflict(Conflict.USE_EXISTING));
    Deferred<String> second = client.dispatch(joining::main, "ignored");
    Deferred<String> third = client.getDeferred(id, String.class);
    ServiceImpl.open(id);
    assertThat(first.await()).isEqualTo("az");
    assertThat(second.await()).isEqualTo("az");
    assertThat(third.await()).isEqualTo("az");
    assertThat(client.getDeferred(id, String.class).await()).as("after its end").isEqualTo("az");
  }

  @Test
  void unknownWorkflow() {
    assertThatThrownBy(() -> client.getDeferred("no such", String.class).await())
        .isInstanceOf(WorkflowUnknownException.class);
    assertThatThrownBy(() -> client.getWorkflowById(Flow.class, "no such").add("x"))
        .isInstanceOf(WorkflowUnknownException.class)
        .hasMessageContaining("no such");
  }

  @Test
  void runThatTakesTooLong() {
    Flow limited =
        client.newWorkflow(
            Flow.class, WorkflowOptions.defaults().withTimeout(Duration.ofMillis(100)));
    String key = key();
    assertThatThrownBy(() -> limited.main(key)).isInstanceOf(WorkflowTimedOutException.class);
    ServiceImpl.open(key);
  }

  @Test
  void startDelay() {
    Flow delayed =
        client.newWorkflow(
            Flow.class, WorkflowOptions.defaults().withStartDelay(Duration.ofMillis(100)));
    long before = System.nanoTime();
    assertThat(delayed.sequence(1)).isEqualTo(1);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(100_000_000L);
  }

  @Test
  void badArgumentOfAClientIsRefusedAtTheDoor() {
    Flows.Unwritable bad = client.newWorkflow(Flows.Unwritable.class);
    assertThatThrownBy(() -> bad.call(new Flows.Cyclic()))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("argument 1 of Unwritable.call");
  }

  @Test
  void historyIsOneStreamOfDecisions() {
    String id = key();
    assertThat(withId(id).sequence(5)).isEqualTo(5);
    List<HistoryEvent> history = client.history(id);
    for (int i = 0; i < history.size(); i++) {
      assertThat(history.get(i).id()).isEqualTo(i + 1);
    }
    assertThat(
            history.stream().filter(e -> e.type() == EventType.COMMAND).map(HistoryEvent::command))
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(history.stream().filter(e -> e.type() == EventType.TASK_ENDED)).hasSize(5);
    assertThat(history.get(history.size() - 1).type()).isEqualTo(EventType.RUN_ENDED);
  }

  @Test
  void manyWorkflowsAtOnce() {
    List<CompletableFuture<Integer>> results = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      results.add(client.dispatchAsync(flow::sequence, 3).thenCompose(Deferred::toFuture));
    }
    results.forEach(result -> assertThat(result.join()).isEqualTo(3));
  }

  @Nested
  class TaskOrder extends TaskOrderScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Branches extends BranchScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Methods extends MethodScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Combined extends CombinationScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Signals extends SignalScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Sizes extends SizeScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Ends extends EndScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Misuse extends MisuseScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Children extends ChildScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Failing extends FailureScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Cancellations extends CancelScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Timers extends TimerScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Changes extends ChangeScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Tags extends TagScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Retries extends RetryScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Queries extends QueryScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Contexts extends ContextScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class LocalTasks extends LocalTaskScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Values extends PayloadScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Tasks extends TaskScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class TaskLimits extends TaskLimitScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class TaskHeartbeats extends TaskHeartbeatScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class TaskBatches extends TaskBatchScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }

  @Nested
  class Operators extends OperatorScenarios {
    @Override
    protected ScenarioSuite suite() {
      return ScenarioSuite.this;
    }
  }
}

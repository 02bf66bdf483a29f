package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.CheckMode;
import io.infinitic.annotations.Delegated;
import io.infinitic.annotations.Name;
import io.infinitic.annotations.Query;
import io.infinitic.annotations.Retry;
import io.infinitic.annotations.Validator;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.exceptions.WorkflowTimedOutException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.stubs.Annotations;
import io.infinitic.stubs.Names;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.WithRetry;
import io.infinitic.tasks.WithTimeout;
import io.infinitic.transport.TimeSource;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowCheckMode;
import io.infinitic.workflows.WorkflowOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What annotations say of a method holds also where the method is declared again. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class InheritedAnnotationsTest {

  public static class Twice implements WithRetry {
    @Override
    public Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      return retryIndex < 1 ? 0.001 : null;
    }
  }

  public static class Shortly implements WithTimeout {
    @Override
    public Double getTimeoutSeconds() {
      return 0.2;
    }
  }

  // ---- workflows

  public interface Generic<T> {
    String run(T value);

    @Query
    String ask(T value);

    @Validator("add")
    void check(T value);

    @Name(name = "append")
    String add(T value);
  }

  public interface Again extends Generic<String> {
    @Override
    String ask(String value);

    @Override
    void check(String value);

    @Override
    String add(String value);
  }

  public static class AgainImpl extends Workflow implements Again {
    private boolean ended;

    @Override
    public String run(String value) {
      if (!value.isEmpty()) {
        return getWorkflowById(Again.class, value).ask("by a run");
      }
      await(() -> ended);
      return value;
    }

    @Override
    public String ask(String value) {
      return "asked " + value;
    }

    @Override
    public void check(String value) {
      if (value.equals("bad")) {
        throw new IllegalArgumentException("no " + value);
      }
    }

    @Override
    public String add(String value) {
      ended = true;
      return "added " + value;
    }
  }

  /** Only one of several methods is declared again. */
  public interface OnlyAdd extends Generic<String> {
    @Override
    String add(String value);
  }

  public static class OnlyAddImpl extends AgainImpl implements OnlyAdd {}

  @io.infinitic.annotations.Timeout(with = Shortly.class)
  public interface Limited {
    String run();
  }

  public interface LimitedAgain extends Limited {
    @Override
    String run();

    String own();
  }

  public static class LimitedAgainImpl extends Workflow implements LimitedAgain {
    @Override
    public String run() {
      await(() -> false);
      return "";
    }

    @Override
    public String own() {
      return run();
    }
  }

  // ---- services

  public interface Work<T> {
    @Delegated
    String later(T value);

    @Retry(with = Twice.class)
    String fails(T value);

    @io.infinitic.annotations.Timeout(with = Shortly.class)
    String slow(T value);

    String ofClass(T value);
  }

  public interface TextWork extends Work<String> {
    @Override
    String later(String value);

    @Override
    String fails(String value);

    @Override
    String slow(String value);
  }

  public abstract static class Base<T> {
    @Retry(with = Twice.class)
    public String ofClass(T value) {
      return "not this";
    }
  }

  public static class TextWorkImpl extends Base<String> implements TextWork {
    static final AtomicInteger CALLS = new AtomicInteger();
    static final CompletableFuture<String> TASK_ID = new CompletableFuture<>();

    @Override
    public String later(String value) {
      TASK_ID.complete(Task.getTaskId());
      return "not this";
    }

    @Override
    public String fails(String value) {
      throw new IllegalStateException("attempt " + CALLS.incrementAndGet());
    }

    @Override
    public String slow(String value) {
      try {
        Thread.sleep(2_000); // the limit of the task runs out meanwhile
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return "slow";
    }

    @Override
    public String ofClass(String value) {
      return fails(value);
    }
  }

  public interface Working {
    String work(String which);
  }

  public static class WorkingImpl extends Workflow implements Working {
    private final TextWork work = newService(TextWork.class);

    @Override
    public String work(String which) {
      try {
        return switch (which) {
          case "later" -> work.later("");
          case "fails" -> work.fails("");
          case "slow" -> work.slow("");
          default -> work.ofClass("");
        };
      } catch (TaskFailedException e) {
        return e.getFailure().getMessage();
      } catch (TaskTimedOutException e) {
        return "timed out";
      }
    }
  }

  private final InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
  private InfiniticWorker worker;
  private InfiniticClient client;

  @BeforeEach
  void start() {
    worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setEngine(new InMemoryStore())
            .addWorkflow(Again.class, AgainImpl.class)
            .addWorkflow(Misusing.class, MisusingImpl.class)
            .addWorkflow(OnlyAdd.class, OnlyAddImpl.class)
            .addWorkflow(LimitedAgain.class, LimitedAgainImpl.class)
            .addWorkflow(Working.class, WorkingImpl.class)
            .addService(TextWork.class, TextWorkImpl.class)
            .build();
    worker.startAsync();
    client = worker.getClient();
  }

  @AfterEach
  void close() {
    worker.close();
    transport.close();
  }

  private <G extends Generic<String>> G started(Class<G> type, String id) {
    G stub = client.newWorkflow(type, WorkflowOptions.defaults().withWorkflowId(id));
    client.dispatch(stub::run, "");
    return client.getWorkflowById(type, id);
  }

  @Test
  void queryStaysAQuery() {
    Again run = started(Again.class, "q");
    assertThat(run.ask("a")).isEqualTo("asked a");
    int events = client.history("q").size();
    assertThat(run.ask("b")).isEqualTo("asked b");
    assertThat(client.newWorkflow(Again.class).run("q")).isEqualTo("asked by a run");
    assertThat(client.history("q")).hasSize(events);
    Again another = client.newWorkflow(Again.class);
    assertThatThrownBy(() -> another.ask("c"))
        .isInstanceOf(InvalidStubException.class)
        .hasMessageContaining("is a query");
    assertThatThrownBy(() -> another.check("c"))
        .isInstanceOf(InvalidStubException.class)
        .hasMessageContaining("is a validator, which is asked before each call of add by itself");
  }

  @Test
  void noRunBeginsWithAQueryOrAValidator() {
    String message = client.newWorkflow(Misusing.class).run();
    assertThat(message).contains("Again.check is a validator", "Again.ask is a query");
    assertThat(client.list(WorkflowQuery.all().withName(Again.class.getName())).items()).isEmpty();
  }

  public interface Misusing {
    String run();
  }

  public static class MisusingImpl extends Workflow implements Misusing {
    @Override
    public String run() {
      Again child = newWorkflow(Again.class);
      return refusal(() -> child.check("x")) + " and " + refusal(() -> child.ask("x"));
    }

    private static String refusal(Runnable call) {
      try {
        call.run();
        return "started";
      } catch (InvalidStubException e) {
        return e.getMessage();
      }
    }
  }

  @Test
  void closedClient() {
    Again run = started(Again.class, "closed");
    client.close();
    assertThatThrownBy(() -> run.ask("x")).hasMessageContaining("the client is closed");
    Again another = client.newWorkflow(Again.class);
    assertThatThrownBy(() -> client.dispatch(another::run, "x"))
        .isInstanceOf(InfiniticException.class)
        .hasMessageContaining("the client is closed: nothing was sent");
  }

  @Test
  void validatorIsAsked() {
    for (Generic<String> run : List.of(started(Again.class, "v"), started(OnlyAdd.class, "w"))) {
      assertThatThrownBy(() -> run.add("bad"))
          .isInstanceOf(CallRefusedException.class)
          .hasMessageContaining("no bad");
      assertThat(run.add("good")).isEqualTo("added good");
    }
  }

  @Test
  void limitOfAWorkflow() {
    assertThatThrownBy(() -> client.newWorkflow(LimitedAgain.class).run())
        .isInstanceOf(WorkflowTimedOutException.class);
    assertThatThrownBy(() -> client.newWorkflow(LimitedAgain.class).own())
        .isInstanceOf(WorkflowTimedOutException.class);
  }

  @Test
  void limitAndRetriesOfATask() {
    TextWorkImpl.CALLS.set(0);
    assertThat(client.newWorkflow(Working.class).work("fails")).isEqualTo("attempt 2");
    TextWorkImpl.CALLS.set(0);
    assertThat(client.newWorkflow(Working.class).work("ofClass")).isEqualTo("attempt 2");
    assertThat(client.newWorkflow(Working.class).work("slow")).isEqualTo("timed out");
  }

  @Test
  void delegatedTask() {
    Deferred<String> result = client.dispatch(client.newWorkflow(Working.class)::work, "later");
    client.completeDelegatedTask(TextWork.class.getName(), TextWorkImpl.TASK_ID.join(), "by hand");
    assertThat(result.await()).isEqualTo("by hand");
  }

  // ---- which one counts

  @CheckMode(mode = WorkflowCheckMode.none)
  public interface Far {
    @Name(name = "far")
    @CheckMode(mode = WorkflowCheckMode.none)
    void call(int[] value);
  }

  public interface Near extends Far {
    @Override
    @Name(name = "near")
    void call(int[] value);

    @Name(name = "another")
    void call(int value);
  }

  public abstract static class Parent<T> {
    @CheckMode(mode = WorkflowCheckMode.strict)
    public void call(T value) {}
  }

  public abstract static class Child<E> extends Parent<E[]> {
    @Override
    public void call(E[] value) {}
  }

  public static class Both extends Parent<int[]> implements Far, Near {
    @Override
    public void call(int[] value) {}

    @Override
    public void call(int value) {}
  }

  @Test
  void nearestCountsAndClassesComeFirst() throws Exception {
    assertThat(Names.of(Near.class.getMethod("call", int[].class))).isEqualTo("near");
    assertThat(Names.of(Near.class.getMethod("call", int.class))).isEqualTo("another");
    Annotations both = Annotations.of(Both.class);
    assertThat(both.onMethod(Far.class.getMethod("call", int[].class), Name.class).name())
        .isEqualTo("near");
    assertThat(both.onMethod(Far.class.getMethod("call", int[].class), CheckMode.class).mode())
        .isEqualTo(WorkflowCheckMode.strict);
    assertThat(both.onMethod(Near.class.getMethod("call", int.class), CheckMode.class)).isNull();
    assertThat(both.onType(CheckMode.class).mode()).isEqualTo(WorkflowCheckMode.none);
    assertThat(
            Annotations.of(Child.class)
                .onMethod(Child.class.getMethod("call", Object[].class), CheckMode.class))
        .isNotNull();
  }
}

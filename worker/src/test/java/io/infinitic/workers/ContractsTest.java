package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.annotations.Name;
import io.infinitic.annotations.Retry;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.transport.TimeSource;
import io.infinitic.workflows.Workflow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The interface says what the tasks and methods are, and what their values are. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ContractsTest {

  private final InfiniticWorker.Builder builder =
      InfiniticWorker.builder()
          .setTransport(new InMemoryTransport(1, TimeSource.SYSTEM))
          .setEngine(new InMemoryStore());

  // ---- what only the class has

  @Name(name = "Counter")
  @Retry(with = DefinitionsTest.Once.class)
  public interface Counter {
    String count(int value);

    String fails(String key);
  }

  /** The same service, as somebody hopes that it is. */
  @Name(name = "Counter")
  public interface Hoped {
    String hidden(int value);

    String open(int value);
  }

  public static class CounterBase {
    @Retry(with = DefinitionsTest.Thrice.class)
    private String fails(String key) {
      return "of the superclass";
    }
  }

  public static class CounterImpl extends CounterBase implements Counter {
    private int failures;

    @Override
    public String count(int value) {
      return "count " + value + ", " + count((Integer) value) + ", " + count((long) value);
    }

    private String count(Integer value) {
      return "private " + value;
    }

    public static String count(long value) {
      return "static " + value;
    }

    @Override
    public String fails(String key) {
      throw new IllegalStateException("attempt " + ++failures);
    }

    private String hidden(int value) {
      return "private " + value;
    }

    public static String open(int value) {
      return "static " + value;
    }
  }

  public interface Counting {
    String run(int value);
  }

  public static class CountingImpl extends Workflow implements Counting {
    private final Counter counter = newService(Counter.class);
    private final Hoped hoped =
        newService(
            Hoped.class,
            TaskOptions.defaults().withRetry(RetryPolicy.defaults().withMaximumAttempts(1)));

    @Override
    public String run(int value) {
      return run((long) value) + " | " + run((Integer) value);
    }

    private String run(Integer value) {
      return String.join(
          " | ",
          failure(() -> counter.fails("")),
          failure(() -> hoped.hidden(value)),
          failure(() -> hoped.open(value)));
    }

    private String run(long value) {
      return counter.count((int) value);
    }

    public static String run(Object value) {
      return "not this one";
    }

    private static String failure(Runnable call) {
      try {
        call.run();
        return "none";
      } catch (TaskFailedException e) {
        return e.getFailure().getMessage();
      }
    }
  }

  @Test
  void privateAndStaticMethodsOfClassesAreNoTasks() {
    builder
        .addService(Counter.class, CounterImpl.class)
        .addWorkflow(Counting.class, CountingImpl.class);
    try (InfiniticWorker worker = builder.build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      assertThat(client.newWorkflow(Counting.class).run(4).split(" \\| "))
          .satisfiesExactly(
              count -> assertThat(count).isEqualTo("count 4, private 4, static 4"),
              fails -> assertThat(fails).isEqualTo("attempt 1"),
              hidden -> assertThat(hidden).contains("no method hidden", "[count/1, fails/1]"),
              open -> assertThat(open).contains("no method open", "[count/1, fails/1]"));
    }
  }

  // ---- what the interface leaves open

  public record Lamp(String name) {}

  public interface Store<T> {
    T same(T value);
  }

  public interface LampStore extends Store<Lamp> {}

  @SuppressWarnings("rawtypes")
  public interface AnyStore extends Store {}

  public static class StoreImpl implements Store<Lamp> {
    @Override
    public Lamp same(Lamp value) {
      return value;
    }
  }

  public static class LampStoreImpl extends StoreImpl implements LampStore {}

  public static class AnyStoreImpl implements AnyStore {
    @Override
    public Object same(Object value) {
      return value;
    }
  }

  @Test
  void typesThatNothingBindsAreNamed() {
    try (LogLines log = LogLines.of(Definition.class)) {
      builder.addService(LampStore.class, LampStoreImpl.class);
      assertThat(log.lines()).isEmpty();
      builder
          .addService(Store.class, StoreImpl.class)
          .addService(AnyStore.class, AnyStoreImpl.class);
      assertThat(log.lines())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .startsWith("INF-2014 interface " + Store.class.getName() + " has")
                      .contains("Declare an interface that extends it with types"),
              line -> assertThat(line).contains("which " + AnyStore.class.getName() + " extends"));
    }
  }
}

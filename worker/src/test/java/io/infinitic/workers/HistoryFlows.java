package io.infinitic.workers;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.infinitic.annotations.CheckMode;
import io.infinitic.annotations.Query;
import io.infinitic.annotations.Validator;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowCheckMode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Contracts of the workflows whose histories are kept in src/test/resources/histories. What they do
 * is kept there too: code that has a history must not change.
 */
public final class HistoryFlows {

  private HistoryFlows() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
  public sealed interface Shape permits Circle, Square {}

  public record Circle(int radius) implements Shape {}

  public record Square(int side) implements Shape {}

  public interface Service {
    RetryPolicy FAST = RetryPolicy.defaults().withInitialDelay(Duration.ofMillis(2));

    int inc(int i);

    String echo(String text);

    String fails(String message);

    String flaky(String key);

    /** Fails until {@link ServiceImpl#repair}. */
    String broken(String key);

    /** Waits for {@link ServiceImpl#open}. */
    String gated(String key);
  }

  /** Tasks that wait for the test. */
  public static final class ServiceImpl implements Service {
    private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();
    private static final Set<String> REPAIRED = ConcurrentHashMap.newKeySet();

    static void open(String key) {
      gate(key).countDown();
    }

    static void repair(String key) {
      REPAIRED.add(key);
    }

    private static CountDownLatch gate(String key) {
      return GATES.computeIfAbsent(key, k -> new CountDownLatch(1));
    }

    @Override
    public int inc(int i) {
      return i + 1;
    }

    @Override
    public String echo(String text) {
      return text;
    }

    @Override
    public String fails(String message) {
      throw new TaskFailure(message, new IllegalArgumentException("deeper")).notRetryable();
    }

    @Override
    public String flaky(String key) {
      if (Task.getRetryIndex() < 2) {
        throw new IllegalStateException("not yet");
      }
      return "after " + Task.getRetryIndex();
    }

    @Override
    public String broken(String key) {
      if (!REPAIRED.contains(key)) {
        throw new TaskFailure("broken").notRetryable();
      }
      return "repaired";
    }

    @Override
    public String gated(String key) {
      try {
        gate(key).await(60, TimeUnit.SECONDS);
        return "through " + key;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Local tasks. */
  public interface Locals {
    int sequence(int n);

    String failures();

    String branches(String key);
  }

  /** Tasks, branches, timers. */
  public interface Basics {
    int sequence(int n);

    String parallel(int n);

    String orOfFailedAndCompleted();

    String nested();

    String branches(String key);

    String branchFails();

    String race(String key);

    String limit(String key);

    String condition(String key);

    long sleeps(long millis);

    String longSleep();

    String inlined();

    String stable();

    String changes();

    String tagsAndStatus();

    String caught();

    String uncaught();

    void declared() throws IOException;

    String retried(String key);

    String cancelsTask(String key);

    String cancelsTimer();

    String scope(String key);

    String cleansUp(String key);

    String compensates();

    String revived(String key);

    String twiceRevived(String key);

    String revivedInParallel(String key);
  }

  /** Signals, calls, children, chains of runs. */
  public interface Talks {
    String receives(int n);

    String receivesWithLimit();

    String receivesFiltered();

    String receivesTyped();

    String receivesLate(String key);

    String sendsToItself();

    String givesSignalsBack();

    String parent(String key);

    String parentOfFailing();

    String parentOfCanceled(String key);

    String callsItself();

    String isCalled(String key);

    String add(String text);

    String fail(String text);

    String checked(String text);

    @Validator("checked")
    void check(String text);

    @Query
    String state();

    String counts(int from, int to);

    String carriesSignals(int round);

    String canceledByTag(String key);

    SendChannel<String> getNotes();

    SendChannel<Shape> getShapes();
  }

  /** Compared by arguments too. */
  public interface Strict {
    String run(String text);
  }

  /** The third version of its class. */
  @CheckMode(mode = WorkflowCheckMode.strict)
  public static final class StrictImpl_3 extends Workflow implements Strict {
    private final Service service = newService(Service.class);

    @Override
    public String run(String text) {
      String echo = service.echo(text);
      int inlined = inline(() -> 7);
      sleep(Duration.ofMillis(1));
      return service.echo(echo + service.inc(inlined));
    }
  }
}

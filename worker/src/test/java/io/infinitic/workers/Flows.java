package io.infinitic.workers;

import static io.infinitic.workflows.Deferreds.and;
import static io.infinitic.workflows.Deferreds.or;

import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Workflows and services of the scenarios. */
public final class Flows {

  private Flows() {}

  public record Order(String id, List<Integer> amounts, Instant at) {}

  public interface Service {
    int inc(int i);

    String echo(String text);

    void touch(String key);

    String flaky(String key, int failures);

    String fails(String message);

    String refuses(String message);

    String slow(String key);

    String when(String key);

    byte[] large(int bytes);

    List<Order> orders(Map<String, List<Order>> orders);

    String whoAmI();

    /** Fails until the key is repaired. */
    String broken(String key);

    /** The same, when the gate is open. */
    String brokenLater(String gate, String key);

    /** Takes so many milliseconds. */
    String delayed(String text, int millis);
  }

  public static class ServiceImpl implements Service {
    public static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();
    public static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();

    public static int calls(String key) {
      return CALLS.computeIfAbsent(key, k -> new AtomicInteger()).get();
    }

    /** Lets tasks that wait for the key go on. */
    public static void open(String key) {
      gate(key).countDown();
    }

    private static CountDownLatch gate(String key) {
      return GATES.computeIfAbsent(key, k -> new CountDownLatch(1));
    }

    private static int called(String key) {
      return CALLS.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
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
    public void touch(String key) {
      called(key);
    }

    @Override
    public String flaky(String key, int failures) {
      if (called(key) <= failures) {
        throw new IllegalStateException("not yet");
      }
      return "after " + Task.getRetryIndex() + ", " + (Task.getLastError() != null);
    }

    @Override
    public String fails(String message) {
      throw new TaskFailure(message, new IllegalArgumentException("deeper"))
          .notRetryable()
          .withDetails(Map.of("code", 42));
    }

    @Override
    public String refuses(String message) {
      throw new IllegalArgumentException(message);
    }

    @Override
    public String slow(String key) {
      called(key);
      try {
        gate(key).await(30, TimeUnit.SECONDS);
        return "slow";
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }

    @Override
    public String when(String key) {
      return slow(key) + " " + key;
    }

    @Override
    public String broken(String key) {
      called(key);
      if (GATES.get(key) == null || GATES.get(key).getCount() > 0) {
        throw new TaskFailure("broken " + key).notRetryable();
      }
      return "repaired";
    }

    @Override
    public String brokenLater(String gate, String key) {
      slow(gate);
      return broken(key);
    }

    @Override
    public String delayed(String text, int millis) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      return text;
    }

    @Override
    public byte[] large(int bytes) {
      return new byte[bytes];
    }

    @Override
    public List<Order> orders(Map<String, List<Order>> orders) {
      return orders.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public String whoAmI() {
      return Task.getServiceName()
          + " "
          + Task.getTaskName()
          + " "
          + Task.getWorkflowId()
          + " "
          + Task.idempotencyKey();
    }
  }

  /** Nobody runs it. */
  public interface Nowhere {
    String call();
  }

  public interface Flow {
    int sequence(int n);

    String fanOut(int n);

    String orOfFailedAndCompleted();

    String orOfFailures();

    String nested();

    String otherOrder(String key);

    String statusReads(String key);

    void nothing();

    String raceTimerFirst(String key);

    String awaitLimit(String key);

    long sleeps(long millis);

    String inline(String key);

    String stable();

    String context();

    String caught();

    String uncaught();

    String declared() throws IOException;

    String retries(String key);

    String policyByClass(String key);

    String cancelTask(String key);

    String cancelTimer();

    String schedules(String key);

    List<Order> types(Order order);

    String tooLarge();

    String pending();

    String unwritable();

    String bug(String key);

    String changed(String key);

    String main(String key);

    String add(String text);

    int fields();

    String deferredAsArgument();

    String noStub();

    String outsideThread();

    String stubInInline();

    String voids(String key);
  }

  public static class FlowImpl extends Workflow implements Flow {
    static final Map<String, Boolean> FIXED = new ConcurrentHashMap<>();
    private static final RetryPolicy FAST =
        RetryPolicy.defaults()
            .withInitialDelay(Duration.ofMillis(5))
            .withMaximumDelay(Duration.ofMillis(20));

    private final Service service = newService(Service.class);
    private final Service fast = newService(Service.class, TaskOptions.defaults().withRetry(FAST));
    private String s = "";
    private int n;

    @Override
    public int sequence(int n) {
      int value = 0;
      for (int i = 0; i < n; i++) {
        value = service.inc(value);
      }
      return value;
    }

    @Override
    public String fanOut(int n) {
      List<Deferred<Integer>> all = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        all.add(dispatch(service::inc, i));
      }
      return Deferred.and(all).await().toString();
    }

    @Override
    public String orOfFailedAndCompleted() {
      Deferred<String> failed = dispatch(service::fails, "no");
      Deferred<String> good = dispatch(service::echo, "yes");
      return or(failed, good).await();
    }

    @Override
    public String orOfFailures() {
      try {
        return or(dispatch(service::fails, "a"), dispatch(service::fails, "b")).await();
      } catch (TaskFailedException e) {
        return "failed " + e.getTaskName();
      }
    }

    @Override
    public String nested() {
      Deferred<String> a = dispatch(service::echo, "a");
      Deferred<String> b = dispatch(service::echo, "b");
      Deferred<String> c = dispatch(service::echo, "c");
      Deferred<List<String>> ab = and(a, b);
      List<Object> all = ab.and(c).await();
      return all + " " + c.isCompleted();
    }

    @Override
    public String otherOrder(String key) {
      Deferred<String> late = dispatch(service::when, key);
      Deferred<String> early = dispatch(service::echo, "early");
      String first = early.await();
      boolean open = late.isOngoing();
      dispatchVoid(service::touch, key + "-seen").await();
      return first + " " + open + " " + late.await() + " " + early.await();
    }

    @Override
    public String statusReads(String key) {
      Deferred<String> slow = dispatch(service::slow, key);
      StringBuilder seen = new StringBuilder();
      for (int i = 0; i < 4; i++) {
        service.inc(i);
        seen.append(slow.status()).append(' ');
      }
      dispatchVoid(service::touch, key + "-seen").await();
      slow.await();
      return seen.append(slow.status()).toString();
    }

    @Override
    public void nothing() {
      service.inc(1);
    }

    @Override
    public String raceTimerFirst(String key) {
      Deferred<Instant> timer = timer(Duration.ofMillis(20));
      Deferred<String> task = dispatch(service::slow, key);
      Object first = timer.or(task).await();
      task.cancel();
      return first instanceof Instant ? "timer " + task.isOngoing() : "task";
    }

    @Override
    public String awaitLimit(String key) {
      Deferred<String> task = dispatch(service::slow, key);
      String limited;
      try {
        limited = task.await(Duration.ofMillis(20));
      } catch (TimedOutException e) {
        limited = "timed out";
      }
      service.touch(key + "-seen");
      return limited + ", " + task.await(Duration.ofDays(1));
    }

    @Override
    public long sleeps(long millis) {
      Instant before = now();
      sleep(Duration.ofMillis(millis));
      return Duration.between(before, now()).toMillis();
    }

    @Override
    public String inline(String key) {
      List<String> value = inline(() -> List.of("called " + ServiceImpl.called(key)));
      service.inc(1);
      inlineVoid(() -> ServiceImpl.called(key));
      service.inc(2);
      return value.get(0);
    }

    @Override
    public String stable() {
      UUID id = randomUUID();
      int random = random().nextInt();
      Instant at = now();
      String first = service.echo(id + " " + random + " " + at);
      service.inc(1);
      return first.equals(id + " " + random + " " + at) + " " + id.version();
    }

    @Override
    public String context() {
      service.inc(0);
      return getWorkflowName()
          + " "
          + getWorkflowId()
          + " "
          + getMethodName()
          + " "
          + getTags()
          + " "
          + new String(getMeta().get("k"))
          + " "
          + getRunId().length()
          + " "
          + service.whoAmI().startsWith(Service.class.getName());
    }

    @Override
    public String caught() {
      try {
        return service.fails("planned");
      } catch (TaskFailedException e) {
        return e.getFailure().getMessage()
            + " "
            + e.getFailure().getCause().getName()
            + " "
            + e.getFailure().getDetails()
            + " "
            + service.inc(1);
      }
    }

    @Override
    public String uncaught() {
      return service.fails("planned");
    }

    @Override
    public String declared() throws IOException {
      service.inc(1);
      throw new IOException("disk");
    }

    @Override
    public String retries(String key) {
      return fast.flaky(key, 3);
    }

    @Override
    public String policyByClass(String key) {
      Service strict =
          newService(
              Service.class,
              TaskOptions.defaults()
                  .withRetry(FAST.withNonRetryable(java.util.Set.of(RuntimeException.class))));
      try {
        return strict.flaky(key, 1);
      } catch (TaskFailedException e) {
        return "not retried";
      }
    }

    @Override
    public String cancelTask(String key) {
      Deferred<String> task = dispatch(service::slow, key);
      service.inc(1);
      task.cancel();
      service.inc(1);
      return task.status().toString();
    }

    @Override
    public String cancelTimer() {
      Deferred<Instant> timer = timer(Duration.ofDays(1));
      timer.cancel();
      service.inc(1);
      return timer.status().toString();
    }

    @Override
    public String schedules(String key) {
      Service limited =
          newService(
              Service.class, TaskOptions.defaults().withScheduleToClose(Duration.ofMillis(50)));
      try {
        return limited.slow(key);
      } catch (io.infinitic.exceptions.TaskTimedOutException e) {
        return "timed out";
      }
    }

    @Override
    public List<Order> types(Order order) {
      return service.orders(Map.of("a", List.of(order, order)));
    }

    @Override
    public String tooLarge() {
      try {
        return "" + service.large(3 << 20).length;
      } catch (TaskFailedException e) {
        return e.getFailure().getName() + " " + service.large(1_000).length;
      }
    }

    @Override
    public String pending() {
      return newService(Nowhere.class).call();
    }

    @Override
    public String unwritable() {
      return newService(Unwritable.class).call(new Cyclic());
    }

    @Override
    public String bug(String key) {
      service.inc(1);
      if (!FIXED.containsKey(key)) {
        throw new IllegalStateException("a bug");
      }
      return "fixed";
    }

    @Override
    public String changed(String key) {
      if (FIXED.containsKey(key)) {
        service.echo("new");
      } else {
        service.inc(1);
      }
      service.slow(key);
      return "done";
    }

    @Override
    public String main(String key) {
      s += "a";
      service.slow(key);
      s += "z";
      return s;
    }

    @Override
    public String add(String text) {
      s += text;
      n = service.inc(n);
      return s + n;
    }

    @Override
    public int fields() {
      return n;
    }

    @Override
    public String deferredAsArgument() {
      Deferred<String> d = dispatch(service::echo, "x");
      Any any = newService(Any.class);
      dispatch(any::call, d);
      return "not reached";
    }

    @Override
    public String noStub() {
      String text = "x";
      return dispatch(text::trim).await();
    }

    @Override
    public String outsideThread() {
      AtomicInteger seen = new AtomicInteger();
      List<String> problem = new ArrayList<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  seen.set(service.inc(1));
                } catch (RuntimeException e) {
                  problem.add(e.getClass().getSimpleName());
                }
              });
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return problem + " " + service.inc(1);
    }

    @Override
    public String stubInInline() {
      return "" + inline(() -> service.inc(1));
    }

    @Override
    public String voids(String key) {
      Deferred<Void> d = dispatchVoid(service::touch, key);
      Object value = d.await();
      return value + " " + d.isCompleted();
    }
  }

  public interface Any {
    String call(Object anything);
  }

  public interface Unwritable {
    String call(Cyclic value);
  }

  public static class Cyclic {
    public Cyclic getSelf() {
      return this;
    }
  }
}

package io.infinitic.workers;

import io.infinitic.annotations.Batch;
import io.infinitic.annotations.Delegated;
import io.infinitic.annotations.Retry;
import io.infinitic.annotations.Timeout;
import io.infinitic.tasks.WithRetry;
import io.infinitic.tasks.WithTimeout;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Services whose code is written where the test is that runs it. */
public final class Jobs {

  private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();
  private static final Map<String, LaterScript> LATER = new ConcurrentHashMap<>();
  private static final Map<String, BatchScript> BATCHES = new ConcurrentHashMap<>();

  private Jobs() {}

  /** Code of a task. */
  public interface Script {
    String run() throws Exception;
  }

  /** Code of a task that returns a future. */
  public interface LaterScript {
    CompletableFuture<String> run() throws Exception;
  }

  /** Code of a batch. */
  public interface BatchScript {
    Map<String, String> run(Map<String, String> inputs) throws Exception;
  }

  /** Keeps code under a name that can be passed as an argument. */
  public static String named(Script script) {
    String name = UUID.randomUUID().toString();
    SCRIPTS.put(name, script);
    return name;
  }

  public static String later(LaterScript script) {
    String name = UUID.randomUUID().toString();
    LATER.put(name, script);
    return name;
  }

  /** Keeps the code of batches of that key. */
  public static String batch(BatchScript script) {
    String key = UUID.randomUUID().toString();
    BATCHES.put(key, script);
    return key;
  }

  private static String perform(String script) {
    try {
      return SCRIPTS.get(script).run();
    } catch (Exception e) {
      throw Jobs.<RuntimeException>unchanged(e);
    }
  }

  @SuppressWarnings("unchecked") // erased
  private static <E extends Exception> E unchanged(Exception e) throws E {
    throw (E) e;
  }

  /** Blocks until interrupted. */
  public static String block() throws InterruptedException {
    new CountDownLatch(1).await();
    return "cannot be";
  }

  /** Takes so long, unless interrupted. */
  public static void take(long millis) throws InterruptedException {
    new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }

  /** Without annotations. */
  public interface Job {
    String run(String script);

    void nothing(String script);

    CompletableFuture<String> later(String script);

    String delegated(String script);

    Map<Integer, Double> delegatedTable(String script);
  }

  public static class JobImpl implements Job {
    @Override
    public String run(String script) {
      return perform(script);
    }

    @Override
    public void nothing(String script) {
      perform(script);
    }

    @Override
    public CompletableFuture<String> later(String script) {
      try {
        return LATER.get(script).run();
      } catch (Exception e) {
        throw Jobs.<RuntimeException>unchanged(e);
      }
    }

    @Override
    @Delegated
    public String delegated(String script) {
      return perform(script);
    }

    @Override
    @Delegated
    public Map<Integer, Double> delegatedTable(String script) {
      perform(script);
      return Map.of();
    }
  }

  /** 50 ms, and a long grace period. */
  public static class Short implements WithTimeout {
    @Override
    public Double getTimeoutSeconds() {
      return 0.05;
    }

    @Override
    public Double getGracePeriodAfterTimeoutSeconds() {
      return 30.0;
    }
  }

  public static class Long implements WithTimeout {
    @Override
    public Double getTimeoutSeconds() {
      return 30.0;
    }
  }

  /** Two more attempts. */
  public static class Twice implements WithRetry {
    @Override
    public Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      return retryIndex < 2 ? 0.001 : null;
    }
  }

  public static class Never implements WithRetry {
    @Override
    public Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      return null;
    }
  }

  /** Tells what it was given. */
  public static class Confused implements WithRetry {
    @Override
    public Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      throw new IllegalStateException("confused by " + exception.getClass().getName());
    }
  }

  /** With annotations of the class. */
  public interface Annotated {
    String run(String script);

    String otherwise(String script);

    String confused(String script);
  }

  @Timeout(with = Short.class)
  @Retry(with = Twice.class)
  public static class AnnotatedImpl implements Annotated {
    @Override
    public String run(String script) {
      return perform(script);
    }

    @Override
    @Timeout(with = Long.class)
    @Retry(with = Never.class)
    public String otherwise(String script) {
      return perform(script);
    }

    @Override
    @Retry(with = Confused.class)
    public String confused(String script) {
      return perform(script);
    }
  }

  /** The same, but configured otherwise. */
  public interface Configured {
    String run(String script);
  }

  @Timeout(with = Short.class)
  @Retry(with = Never.class)
  public static class ConfiguredImpl implements Configured {
    @Override
    public String run(String script) {
      return perform(script);
    }
  }

  /** Decides by itself. */
  public interface Deciding {
    String run(String script);
  }

  public static class DecidingImpl implements Deciding, WithTimeout, WithRetry {
    @Override
    public String run(String script) {
      return perform(script);
    }

    @Override
    public Double getTimeoutSeconds() {
      return 0.05;
    }

    @Override
    public Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      return retryIndex == 0 ? 0.001 : null;
    }
  }

  /** Run many at a time: the code is that of the batch key. */
  public interface Batched {
    String run(String input);

    int sum(int a, int b);
  }

  public static class BatchedImpl implements Batched {
    @Override
    public String run(String input) {
      throw new UnsupportedOperationException("never called");
    }

    @Batch(maxMessages = 3, maxSeconds = 0.1)
    public Map<String, String> run(Map<String, String> inputs) throws Exception {
      return BATCHES.get(io.infinitic.tasks.Task.getBatchKey()).run(inputs);
    }

    @Override
    public int sum(int a, int b) {
      throw new UnsupportedOperationException("never called");
    }

    @Batch(maxMessages = 3, maxSeconds = 0.01)
    public Map<String, Integer> sum(Map<String, java.util.List<Object>> numbers) {
      Map<String, Integer> sums = new java.util.HashMap<>();
      numbers.forEach((id, two) -> sums.put(id, (Integer) two.get(0) + (Integer) two.get(1)));
      return sums;
    }
  }
}

package io.infinitic.workers;

import io.infinitic.annotations.Query;
import io.infinitic.exceptions.TaskException;
import io.infinitic.exceptions.WorkflowException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.values.Payloads;
import io.infinitic.wire.Limits;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Texts of given sizes, and a workflow and tasks that pass them on and see whether they are whole.
 */
public final class Ballast {

  private static final int STEPS = 5;
  private static final int CAUSES = 8;

  /** Of a text, with room for its quotes and for the small arguments beside it. */
  static final int LARGEST = Payloads.DEFAULT_LIMIT_BYTES - 100;

  /** Of all meta data, with room for keys and for what a task adds. */
  static final int META = Limits.META_BYTES - 1_000;

  static final RetryPolicy FAST =
      RetryPolicy.defaults()
          .withInitialDelay(Duration.ofMillis(1))
          .withMaximumDelay(Duration.ofMillis(1));

  private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

  private Ballast() {}

  /** Workflow code of a test. */
  interface Script {
    String run();
  }

  /** Keeps code under a name that can be passed as an argument. */
  static String named(Script script) {
    String name = UUID.randomUUID().toString();
    SCRIPTS.put(name, script);
    return name;
  }

  /** A text that takes so many bytes and tells so, in characters of several bytes. */
  static String text(int bytes) {
    String begin = bytes + " ";
    int left = bytes - begin.length();
    return begin + "日".repeat(left / 3) + "x".repeat(left % 3);
  }

  static String whole(String text) {
    int bytes = Integer.parseInt(text.substring(0, text.indexOf(' ')));
    if (text.getBytes(StandardCharsets.UTF_8).length != bytes) {
      throw new IllegalStateException("a text of " + bytes + " bytes is not whole");
    }
    return text;
  }

  /** Small, of a usual message, about a part, or nearly the largest. */
  static String text(Random random) {
    return text(
        switch (random.nextInt(4)) {
          case 0 -> 20 + random.nextInt(1_000);
          case 1 -> 60_000 + random.nextInt(200_000);
          case 2 -> Limits.PART_BYTES - 500 + random.nextInt(600);
          default -> LARGEST - random.nextInt(500);
        });
  }

  /** Tasks. */
  public interface Heavy {
    String echo(String text);

    /** Succeeds in the third attempt. */
    String stubborn(String text, int messageBytes, int heartbeatBytes);

    String fails(int messageBytes, int detailsBytes);

    /** Leaves so much meta data to the next attempt. */
    String growing(int metaBytes, boolean retryable);
  }

  public static class HeavyImpl implements Heavy {
    @Override
    public String echo(String text) {
      return whole(text);
    }

    @Override
    public String stubborn(String text, int messageBytes, int heartbeatBytes) {
      if (Task.getRetryIndex() < 2) {
        Task.heartbeat(text(heartbeatBytes));
        Task.getMeta().put("attempt", new byte[500]);
        throw causes(messageBytes);
      }
      String last = Task.lastHeartbeat(String.class);
      if (last != null) { // else the attempts were local
        whole(last);
      }
      return whole(text);
    }

    @Override
    public String fails(int messageBytes, int detailsBytes) {
      throw new TaskFailure("no", causes(messageBytes))
          .withDetails(text(detailsBytes))
          .notRetryable();
    }

    /** A message alone would be shortened. */
    private static IllegalStateException causes(int bytes) {
      IllegalStateException thrown = null;
      for (int i = 0; i < CAUSES; i++) {
        thrown = new IllegalStateException(text(bytes / CAUSES), thrown);
      }
      return thrown;
    }

    @Override
    public String growing(int metaBytes, boolean retryable) {
      Task.getMeta().put("made", new byte[metaBytes]);
      TaskFailure failure = new TaskFailure("as told");
      throw retryable ? failure.retryAfter(Duration.ofHours(1)) : failure.notRetryable();
    }
  }

  /** A workflow that does things at random. */
  public interface Sized {
    /**
     * @param more so many runs continue it
     * @param signals so many are sent to it
     */
    String run(long seed, int more, int signals, String ballast);

    String call(String ballast);

    String fails(int messageBytes);

    String code(String script);

    SendChannel<String> getTexts();

    @Query
    String ask(String ballast);
  }

  public static class SizedImpl extends Workflow implements Sized {
    private final Channel<String> texts = channel();

    @Override
    public String run(long seed, int more, int signals, String ballast) {
      whole(ballast);
      Random random = new Random(seed);
      int unread = signals;
      for (int i = 0; i < STEPS; i++) {
        unread += step(random);
      }
      if (more > 0) {
        Sized next = newContinueAsNew(Sized.class);
        return next.run(random.nextLong(), more - 1, unread, text(random));
      }
      for (int i = 0; i < unread; i++) {
        whole(texts.receive().await());
      }
      return text(random);
    }

    /** How many signals it has sent to this run. */
    private int step(Random random) {
      switch (random.nextInt(9)) {
        case 0 -> whole(heavy(random).echo(text(random)));
        case 1 -> {
          List<Deferred<String>> all = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            all.add(dispatch(heavy(random)::echo, text(random)));
          }
          Deferred.and(all).await().forEach(Ballast::whole);
        }
        case 2 -> {
          String text = text(random);
          whole(inline(() -> text));
        }
        case 3 ->
            whole(heavy(random).stubborn(text(random), random.nextInt(500_000) + 100, LARGEST));
        case 4 -> failing(random);
        case 5 -> whole(child().call(text(random)));
        case 6 -> {
          setStatus(text(20 + random.nextInt(Limits.STATUS_BYTES - 50)));
          addTags(text(15_000 - random.nextInt(1_000)));
        }
        case 7 -> whole(getWorkflowById(Sized.class, getWorkflowId()).call(text(random)));
        default -> {
          for (int i = 0; i < 3; i++) {
            texts.send(text(random));
          }
          return 3;
        }
      }
      return 0;
    }

    private Heavy heavy(Random random) {
      TaskOptions options =
          TaskOptions.defaults()
              .withLocal(random.nextBoolean())
              .withRetry(FAST)
              .withMeta(Map.of("ballast", new byte[random.nextBoolean() ? META : 10]));
      return newService(Heavy.class, options);
    }

    private Sized child() {
      return newWorkflow(
          Sized.class, WorkflowOptions.defaults().withMeta(Map.of("ballast", new byte[META])));
    }

    private void failing(Random random) {
      int bytes = 100 + random.nextInt(500_000);
      try {
        if (random.nextBoolean()) {
          heavy(random).fails(bytes, bytes);
        } else {
          child().fails(bytes);
        }
      } catch (TaskException | WorkflowException e) {
        return;
      }
      throw new IllegalStateException("it has not failed");
    }

    @Override
    public String call(String ballast) {
      return whole(ballast);
    }

    @Override
    public String fails(int messageBytes) {
      return newService(Heavy.class).fails(messageBytes, messageBytes);
    }

    @Override
    public String code(String script) {
      return SCRIPTS.get(script).run();
    }

    @Override
    public SendChannel<String> getTexts() {
      return texts;
    }

    @Override
    public String ask(String ballast) {
      return whole(ballast);
    }
  }
}

package io.infinitic.workflows;

import io.infinitic.functions.Func0;
import io.infinitic.functions.Proc0;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.tasks.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;

/**
 * What workflow code can ask for. A class that extends this one calls the methods unqualified; one
 * that extends nothing imports them statically. They work in methods, constructors and field
 * initialisers of a workflow; elsewhere they throw {@link IllegalStateException}.
 *
 * <pre>{@code
 * public class CropImageImpl extends Workflow implements CropImage {
 *   private final ImageService images = newService(ImageService.class);
 *
 *   public String crop(String url, int width) {
 *     String image = images.download(url);
 *     String small = images.resize(image, width);
 *     return images.upload(small);
 *   }
 * }
 * }</pre>
 *
 * <p>Workflow code is run again from the start whenever its state has to be rebuilt, and must then
 * do the same: take time, chance and ids from here, and do nothing to the outside but through
 * tasks.
 */
public abstract class Workflow extends Dispatch {

  /**
   * A stub of a service: calling a method runs a task and waits for its result.
   *
   * @throws io.infinitic.exceptions.InvalidStubException if the type is not an interface
   */
  public static <T> T newService(Class<? extends T> type) {
    return newService(type, TaskOptions.defaults());
  }

  /** The same with tags for its tasks. */
  public static <T> T newService(Class<? extends T> type, Set<String> tags) {
    return newService(type, TaskOptions.defaults().withTags(tags));
  }

  /** The same with tags and free data for its tasks. */
  public static <T> T newService(
      Class<? extends T> type, Set<String> tags, Map<String, byte[]> meta) {
    return newService(type, TaskOptions.defaults().withTags(tags).withMeta(meta));
  }

  /** The same with options for its tasks. */
  public static <T> T newService(Class<? extends T> type, TaskOptions options) {
    return WorkflowRuntime.current().newService(type, options);
  }

  /** A durable timer: completes that long from {@link #now}, with the time it was due. */
  public static Deferred<Instant> timer(Duration delay) {
    return timer(now().plus(delay));
  }

  /** A durable timer: completes at that time, with it. */
  public static Deferred<Instant> timer(Instant due) {
    return WorkflowRuntime.current().timer(due);
  }

  /** Waits that long; the wait survives any restart and holds no thread. */
  public static void sleep(Duration duration) {
    timer(duration).await();
  }

  /**
   * Runs the function once and records its value; a replay takes the recorded one. For reads of the
   * outside that are fast and cannot fail for long; anything else is a task.
   *
   * @throws io.infinitic.exceptions.InvalidInlineException if the function calls a stub or waits
   */
  public static <T> T inline(Func0<T> function) {
    return WorkflowRuntime.current().inline(function);
  }

  /** The same for a procedure. */
  public static void inlineVoid(Proc0 procedure) {
    WorkflowRuntime.current()
        .inline(
            () -> {
              procedure.apply();
              return "";
            });
  }

  /** The time of the event that is being decided on: the same in every replay. */
  public static Instant now() {
    return WorkflowRuntime.current().now();
  }

  /** Random numbers, the same in every replay. */
  public static Random random() {
    return WorkflowRuntime.current().random();
  }

  /** A random id, the same in every replay. */
  public static UUID randomUUID() {
    Random random = random();
    long most = random.nextLong() & ~0xF000L | 0x4000L;
    long least = random.nextLong() & ~(3L << 62) | 2L << 62;
    return new UUID(most, least);
  }

  /** The business key of this workflow. */
  public static String getWorkflowId() {
    return WorkflowRuntime.current().workflowId();
  }

  /** Tells this run from others of the same workflow id. */
  public static String getRunId() {
    return WorkflowRuntime.current().runId();
  }

  /** Name of this workflow. */
  public static String getWorkflowName() {
    return WorkflowRuntime.current().workflowName();
  }

  /** Name of the method that is running. */
  public static String getMethodName() {
    return WorkflowRuntime.current().methodName();
  }

  /** Id of the method call that is running. */
  public static String getMethodId() {
    return WorkflowRuntime.current().methodId();
  }

  /** Tags of this run. */
  public static Set<String> getTags() {
    return WorkflowRuntime.current().tags();
  }

  /** Free data given at the start. */
  public static Map<String, byte[]> getMeta() {
    return WorkflowRuntime.current().meta();
  }

  /** A logger that is silent while the past is replayed. */
  public static Logger logger() {
    return WorkflowRuntime.current().logger();
  }
}

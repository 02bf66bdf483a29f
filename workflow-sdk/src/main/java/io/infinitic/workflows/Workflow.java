package io.infinitic.workflows;

import io.infinitic.functions.Func0;
import io.infinitic.functions.Proc0;
import io.infinitic.runtime.Millis;
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
 *
 * <p>Java lets no instance method hide a static one: a class whose own interface declares a method
 * of the same name and parameters as one here, such as {@code sleep(Duration)}, does not compile
 * when it extends this class. It extends nothing, and calls {@code Workflow.sleep(…)}.
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

  /**
   * A stub: each call of a method starts a child workflow, under an id of its own, and waits for
   * its result; {@code dispatch} starts it without waiting.
   *
   * @throws io.infinitic.exceptions.InvalidStubException if the type is not an interface
   */
  public static <T> T newWorkflow(Class<? extends T> type) {
    return newWorkflow(type, WorkflowOptions.defaults());
  }

  /** The same with tags for the children. */
  public static <T> T newWorkflow(Class<? extends T> type, Set<String> tags) {
    return newWorkflow(type, WorkflowOptions.defaults().withTags(tags));
  }

  /** The same with tags and free data for the children. */
  public static <T> T newWorkflow(
      Class<? extends T> type, Set<String> tags, Map<String, byte[]> meta) {
    return newWorkflow(type, WorkflowOptions.defaults().withTags(tags).withMeta(meta));
  }

  /** The same with options for the children. */
  public static <T> T newWorkflow(Class<? extends T> type, WorkflowOptions options) {
    return WorkflowRuntime.current().newWorkflow(type, options);
  }

  /**
   * A stub of the open run with the id: calls of its methods are recorded there and wait for the
   * result. With {@link #getWorkflowId} it stands for this run itself: a method dispatched on it
   * runs beside this one, on the same fields, when this one waits.
   */
  public static <T> T getWorkflowById(Class<T> type, String workflowId) {
    return WorkflowRuntime.current().workflowById(type, workflowId);
  }

  /**
   * A stub of all open runs with the tag, this one included: {@code dispatchVoid}, signals and
   * {@link #cancel} reach each; calls that return a value are refused.
   */
  public static <T> T getWorkflowByTag(Class<T> type, String tag) {
    return WorkflowRuntime.current().workflowByTag(type, tag);
  }

  /** Asks what a stub of getWorkflowById or getWorkflowByTag stands for to cancel. */
  public static void cancel(Object stub) {
    WorkflowRuntime.current().cancel(stub);
  }

  /**
   * A stub: calling a method of it ends this run and starts the next one under the same id, with
   * the same tags and the signals that were not read. The call does not return. For loops without
   * end, so that the history of each run stays short.
   */
  public static <T> T newContinueAsNew(Class<T> type) {
    return WorkflowRuntime.current().continueAsNew(type);
  }

  /**
   * A branch of this workflow: the function starts at once and runs until its first wait; then the
   * caller goes on. Branches share the fields of the instance; one runs at a time.
   */
  public static <R> Deferred<R> async(Func0<R> function) {
    return WorkflowRuntime.current().async(function);
  }

  /** The same for a procedure. */
  public static Deferred<Void> asyncVoid(Proc0 procedure) {
    return WorkflowRuntime.current()
        .async(
            () -> {
              procedure.apply();
              return null;
            });
  }

  /** A channel for signals, to be kept in a field and offered by a method of the interface. */
  public static <T> Channel<T> channel() {
    return WorkflowRuntime.current().channel();
  }

  /** Waits until the condition holds. It may read the workflow's fields, and nothing else. */
  public static void await(Func0<Boolean> condition) {
    WorkflowRuntime.current().await(condition);
  }

  /** Waits until the condition holds, but not longer than that. Whether it holds. */
  public static boolean await(Duration limit, Func0<Boolean> condition) {
    return WorkflowRuntime.current().await(limit, condition);
  }

  /**
   * Lets code change while runs are open: gives the version of the change that this run keeps to. A
   * run that reaches this point for the first time takes {@code maxSupported}; a run that had
   * passed it before the call was added counts as version 0.
   *
   * <pre>{@code
   * if (version("two-step-payment", 0, 1) == 0) {
   *   payments.charge(order);
   * } else {
   *   payments.capture(payments.authorize(order));
   * }
   * }</pre>
   *
   * A run whose version is not between the two becomes STUCK.
   */
  public static int version(String changeId, int minSupported, int maxSupported) {
    return WorkflowRuntime.current().version(changeId, minSupported, maxSupported);
  }

  /** A durable timer: completes that long from {@link #now}, with the time it was due. */
  public static Deferred<Instant> timer(Duration delay) {
    return timer(Millis.after(now(), delay));
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
    return WorkflowRuntime.current().inline(null, function);
  }

  /**
   * The same with the type of the value, which need not be found out then. To be used where its
   * class alone does not tell: lists and maps of several kinds, generic classes, classes of other
   * packages.
   */
  public static <T> T inline(Class<T> type, Func0<? extends T> function) {
    return WorkflowRuntime.current().inline(type, function);
  }

  /**
   * The same with a type that has arguments.
   *
   * <pre>{@code
   * List<Animal> animals = inline(new TypeRef<List<Animal>>() {}, this::draw);
   * }</pre>
   */
  public static <T> T inline(TypeRef<T> type, Func0<? extends T> function) {
    return WorkflowRuntime.current().inline(type.type(), function);
  }

  /** The same for a procedure. */
  public static void inlineVoid(Proc0 procedure) {
    WorkflowRuntime.current()
        .<String>inline(
            null,
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
    return WorkflowRuntime.current().randomUUID();
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

  /** Adds tags to this run. */
  public static void addTags(String... tags) {
    WorkflowRuntime.current().changeTags(Set.of(tags), Set.of());
  }

  /** Removes tags of this run. */
  public static void removeTags(String... tags) {
    WorkflowRuntime.current().changeTags(Set.of(), Set.of(tags));
  }

  /** Tells people how far the workflow is; shown in its description. */
  public static void setStatus(String status) {
    WorkflowRuntime.current().setStatus(status);
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

package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.Batch;
import io.infinitic.annotations.Delegated;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowState;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.TaskUnknownException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.tasks.BatchFailure;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that last, that others complete, that run together, that run here. */
class LongTasksTest {

  /** Tasks. */
  public interface Office {
    int copy(int pages);

    String search(String what);

    String sign(String document);

    CompletableFuture<String> translate(String text);

    int weigh(String letter);

    String where();
  }

  /** The same. */
  public static class OfficeImpl implements Office {
    final List<Integer> copied = new CopyOnWriteArrayList<>();
    final BlockingQueue<String> tray = new LinkedBlockingQueue<>();
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final CountDownLatch searching = new CountDownLatch(1);
    final CountDownLatch stopped = new CountDownLatch(1);

    // tag::task-heartbeat
    @Override
    public int copy(int pages) {
      Integer before =
          Task.lastHeartbeat(Integer.class); // of the attempt before; null in the first
      for (int page = before == null ? 0 : before; page < pages; page++) {
        copyPage(page);
        Task.heartbeat(page + 1); // in every turn: what is sent is throttled
      }
      return pages;
    }

    // end::task-heartbeat

    private void copyPage(int page) {
      if (page == 5 && Task.getRetryIndex() == 0) {
        throw new IllegalStateException("out of paper");
      }
      copied.add(page);
    }

    @Override
    public String search(String what) {
      searching.countDown();
      List<String> found = new ArrayList<>();
      // tag::task-cancelled
      while (!Task.isCancelled()) { // nobody wants it any more; the thread is interrupted, too
        Task.heartbeat(found.size()); // by its answer, the worker hears of it
        searchOn(what, found);
      }
      // end::task-cancelled
      stopped.countDown();
      return "never counts";
    }

    private static void searchOn(String what, List<String> found) {
      found.add(what);
    }

    // tag::task-delegated
    @Override
    @Delegated // what it returns does not count
    public String sign(String document) {
      tray.add(Task.getTaskId()); // with this, somebody completes the task
      return "";
    }

    // end::task-delegated

    // tag::task-future
    @Override
    public CompletableFuture<String> translate(String text) {
      String key = Task.idempotencyKey(); // here, as other threads do not know the task
      return CompletableFuture.supplyAsync(() -> text.toUpperCase() + key.isEmpty());
    }

    // end::task-future

    // tag::task-batch
    @Override
    public int weigh(String letter) {
      throw new UnsupportedOperationException(); // never called
    }

    @Batch(maxMessages = 4, maxSeconds = 0.2) // whatever comes first
    public Map<String, Integer> weigh(Map<String, String> letters) { // by task id
      Map<String, Integer> weights = new HashMap<>();
      Map<String, Throwable> failures = new HashMap<>();
      letters.forEach(
          (taskId, letter) -> {
            if (letter.isEmpty()) {
              failures.put(taskId, new TaskFailure("there is no letter").notRetryable());
            } else {
              weights.put(taskId, letter.length());
            }
          });
      batches.add(letters.size());
      if (!failures.isEmpty()) {
        throw new BatchFailure(weights, failures); // only those fail
      }
      return weights;
    }

    // end::task-batch

    @Override
    public String where() {
      return Thread.currentThread().getName();
    }
  }

  /** Calls them. */
  public interface Working {
    int copy();

    String search();

    String sign();

    String translate() throws Exception;

    List<String> weigh();

    List<String> where();
  }

  /** The same. */
  public static class WorkingImpl extends Workflow implements Working {
    private static final RetryPolicy SOON =
        RetryPolicy.defaults().withInitialDelay(Duration.ofMillis(1));
    private final Office office =
        newService(
            Office.class,
            TaskOptions.defaults().withHeartbeat(Duration.ofSeconds(30)).withRetry(SOON));

    @Override
    public int copy() {
      return office.copy(10);
    }

    @Override
    public String search() {
      return office.search("the needle");
    }

    @Override
    public String sign() {
      return office.sign("contract");
    }

    @Override
    public String translate() throws Exception {
      return office.translate("hello").get(); // is complete
    }

    @Override
    public List<String> weigh() {
      // tag::task-batch-key
      Office letters = newService(Office.class, TaskOptions.defaults().withBatchKey("letters"));
      List<io.infinitic.workflows.Deferred<Integer>> weights = new ArrayList<>();
      for (String letter : List.of("a", "bcd", "", "ef")) {
        weights.add(dispatch(letters::weigh, letter));
      }
      // end::task-batch-key
      List<String> result = new ArrayList<>();
      for (io.infinitic.workflows.Deferred<Integer> weight : weights) {
        try {
          result.add(String.valueOf(weight.await()));
        } catch (io.infinitic.exceptions.TaskFailedException e) {
          result.add(e.getFailure().getMessage());
        }
      }
      return result;
    }

    @Override
    public List<String> where() {
      // tag::task-local
      Office here = newService(Office.class, TaskOptions.local());
      String where = here.where(); // in this process, before the next line
      // end::task-local
      return List.of(where, office.where());
    }
  }

  private final OfficeImpl office = new OfficeImpl();
  private final InfiniticWorker worker =
      InMemory.start(
          with ->
              with.addService(Office.class, office, ServiceSettings.defaults())
                  .addWorkflow(Working.class, WorkingImpl.class));
  private final InfiniticClient client = worker.getClient();
  private final Working working = client.newWorkflow(Working.class);

  @AfterEach
  void stop() {
    // tag::task-shutdown
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close)); // on SIGTERM
    // end::task-shutdown
    worker.close();
  }

  @Test
  void nextAttemptGoesOnWhereTheOtherWas() {
    assertThat(working.copy()).isEqualTo(10);
    assertThat(office.copied).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void cancelledTaskStops() throws Exception {
    Deferred<String> result = client.dispatch(working::search);
    office.searching.await();
    client.cancel(client.getWorkflowById(Working.class, result.getId()));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
    assertThat(office.stopped.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void somebodyCompletesIt() throws Exception {
    Deferred<String> result = client.dispatch(working::sign);
    String taskId = office.tray.take();
    // tag::task-delegated-client
    String service = Office.class.getName(); // or its @Name
    client.heartbeatDelegatedTask(service, taskId, "is being read");
    client.failDelegatedTask(service, taskId, new IllegalStateException("lost the pen")); // retry
    // end::task-delegated-client
    String again = office.tray.take();
    assertThat(again).isEqualTo(taskId);
    // tag::task-delegated-complete
    client.completeDelegatedTask(service, taskId, "signed by Ada");
    // end::task-delegated-complete
    assertThat(result.await()).isEqualTo("signed by Ada");
    assertThatThrownBy(() -> client.completeDelegatedTask(service, taskId, "too late"))
        .isInstanceOf(TaskUnknownException.class)
        .hasMessageContaining("it has completed");
    assertThatThrownBy(() -> client.completeDelegatedTask(service, "nonsense", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void futureAndBatch() throws Exception {
    assertThat(working.translate()).isEqualTo("HELLOfalse");
    assertThat(working.weigh()).containsExactly("1", "3", "there is no letter", "2");
    assertThat(office.batches.stream().mapToInt(i -> i).sum()).isEqualTo(4);
    assertThat(office.batches).hasSizeLessThan(4);
  }

  @Test
  void localTask() {
    assertThat(working.where())
        .containsExactly("infinitic-local-task", "infinitic-" + Office.class.getName());
  }

  /** Made for each use. */
  public static class Counted implements PlainOffice {
    static final List<Object> INSTANCES = new CopyOnWriteArrayList<>();

    public Counted() {
      INSTANCES.add(this);
    }

    @Override
    public String where() {
      throw new TaskFailure("nowhere").notRetryable();
    }
  }

  /** A task. */
  public interface PlainOffice {
    String where();
  }

  /** Fails. */
  public interface Failing {
    String local();
  }

  /** The same. */
  public static class FailingImpl extends Workflow implements Failing {
    @Override
    public String local() {
      return newService(PlainOffice.class, TaskOptions.local()).where();
    }
  }

  /** What the page says of local tasks beside that. */
  @Test
  void failedLocalTaskIsNoIncidentAndSharesTheInstance() {
    Counted.INSTANCES.clear();
    try (InfiniticWorker other =
        InMemory.start(
            with ->
                with.addService(PlainOffice.class, Counted.class)
                    .addWorkflow(Failing.class, FailingImpl.class))) {
      InfiniticClient its = other.getClient();
      Deferred<String> result = its.dispatch(its.newWorkflow(Failing.class)::local);
      assertThatThrownBy(result::await).hasMessageContaining("nowhere");
      Failing stub = its.getWorkflowById(Failing.class, result.getId());
      assertThatThrownBy(() -> its.retryTasks(stub)).isInstanceOf(WorkflowUnknownException.class);
      assertThat(its.describe(stub).state()).isEqualTo(WorkflowState.FAILED);
      assertThat(its.describe(stub).incidents()).isEmpty();
      assertThat(Counted.INSTANCES).hasSize(1);
    }
  }
}

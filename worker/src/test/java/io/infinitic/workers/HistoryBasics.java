package io.infinitic.workers;

import static io.infinitic.workflows.Deferreds.and;
import static io.infinitic.workflows.Deferreds.or;

import io.infinitic.exceptions.DeferredException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.HistoryFlows.Basics;
import io.infinitic.workers.HistoryFlows.Service;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Saga;
import io.infinitic.workflows.Workflow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Has histories: its code must not change. */
public final class HistoryBasics extends Workflow implements Basics {

  private final Service service =
      newService(Service.class, TaskOptions.defaults().withRetry(Service.FAST));
  private String trace = "";

  @Override
  public int sequence(int n) {
    int value = 0;
    for (int i = 0; i < n; i++) {
      value = service.inc(value);
    }
    return value;
  }

  @Override
  public String parallel(int n) {
    List<Deferred<Integer>> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add(dispatch(service::inc, i));
    }
    return Deferred.and(all).await().toString();
  }

  @Override
  public String orOfFailedAndCompleted() {
    return or(dispatch(service::fails, "no"), dispatch(service::echo, "yes")).await();
  }

  @Override
  public String nested() {
    Deferred<String> a = dispatch(service::echo, "a");
    Deferred<String> b = dispatch(service::echo, "b");
    Deferred<Instant> timer = timer(Duration.ofHours(1));
    List<String> both = and(or(a, dispatch(service::fails, "x")), b).await();
    Object first = timer.or(dispatch(service::echo, "c")).await();
    timer.cancel();
    return both + " " + first;
  }

  @Override
  public String branches(String key) {
    Deferred<String> slow =
        async(
            () -> {
              trace += "a";
              trace += service.gated(key);
              return "slow";
            });
    Deferred<String> quick =
        async(
            () -> {
              trace += "b";
              trace += service.echo("c");
              sleep(Duration.ofMillis(2));
              trace += service.echo("d");
              return "quick";
            });
    return quick.await() + " " + slow.await() + " " + trace;
  }

  @Override
  public String branchFails() {
    Deferred<String> branch = async(() -> service.fails("in a branch"));
    try {
      return branch.await();
    } catch (TaskFailedException e) {
      return branch.status() + " " + service.inc(1);
    }
  }

  @Override
  public String race(String key) {
    Deferred<String> task = dispatch(service::gated, key);
    Object first = timer(Duration.ofMillis(5)).or(task).await();
    return (first instanceof Instant) + " " + task.isOngoing();
  }

  @Override
  public String limit(String key) {
    Deferred<String> task = dispatch(service::gated, key);
    try {
      return task.await(Duration.ofMillis(5));
    } catch (TimedOutException e) {
      return "late, " + dispatch(service::echo, "x").await(Duration.ofHours(1));
    }
  }

  @Override
  public String condition(String key) {
    Deferred<Void> branch =
        asyncVoid(
            () -> {
              service.gated(key);
              trace = "set";
            });
    boolean early = await(Duration.ofMillis(3), () -> !trace.isEmpty());
    await(() -> !trace.isEmpty());
    return early + " " + trace + " " + branch.status();
  }

  @Override
  public long sleeps(long millis) {
    Instant before = now();
    sleep(Duration.ofMillis(millis));
    return Duration.between(before, now()).toMillis();
  }

  @Override
  public String longSleep() {
    sleep(Duration.ofDays(30));
    return "woken";
  }

  @Override
  public String inlined() {
    int value = inline(Chance::next);
    service.inc(value);
    return "chance " + inline(Chance::next) + " " + value;
  }

  @Override
  public String stable() {
    String before = randomUUID() + " " + random().nextInt() + " " + now();
    return service.echo(before) + " " + random().nextInt();
  }

  @Override
  public String changes() {
    int first = version("first change", 0, 2);
    service.inc(first);
    return first + " " + version("second change", 0, 1) + " " + version("first change", 0, 2);
  }

  @Override
  public String tagsAndStatus() {
    addTags("red", "blue");
    setStatus("half way");
    service.inc(1);
    removeTags("red");
    return getTags().toString();
  }

  @Override
  public String caught() {
    try {
      return service.fails("planned");
    } catch (TaskFailedException e) {
      return e.getFailure().getMessage() + " " + service.inc(1);
    }
  }

  @Override
  public String uncaught() {
    service.inc(1);
    return service.fails("planned");
  }

  @Override
  public void declared() throws IOException {
    service.inc(1);
    throw new IOException("disk");
  }

  @Override
  public String retried(String key) {
    return service.flaky(key);
  }

  @Override
  public String cancelsTask(String key) {
    Deferred<String> task = dispatch(service::gated, key);
    service.inc(1);
    task.cancel();
    service.inc(2);
    return task.status().toString();
  }

  @Override
  public String cancelsTimer() {
    Deferred<Instant> timer = timer(Duration.ofDays(1));
    timer.cancel();
    service.inc(1);
    return timer.status().toString();
  }

  @Override
  public String scope(String key) {
    List<Deferred<String>> branches = new ArrayList<>();
    Cancellation scope =
        Cancellation.scope(
            () -> {
              branches.add(dispatch(service::gated, key));
              branches.add(
                  async(
                      () -> {
                        sleep(Duration.ofDays(1));
                        return "not reached";
                      }));
            });
    service.inc(1);
    scope.cancel();
    String seen = "";
    for (Deferred<String> branch : branches) {
      try {
        seen += branch.await();
      } catch (DeferredException e) {
        seen += branch.status() + " ";
      }
    }
    return seen + service.inc(2);
  }

  @Override
  public String cleansUp(String key) {
    try {
      return service.gated(key);
    } catch (DeferredException e) {
      Cancellation.detached(() -> trace += service.echo("cleaned up"));
      throw e;
    }
  }

  @Override
  public String compensates() {
    Saga saga = Saga.of();
    try {
      saga.run(
          () -> {
            trace += service.echo("a");
            saga.onFailure(() -> trace += service.echo("-a"));
            trace += service.echo("b");
            saga.onFailure(() -> trace += service.echo("-b"));
            service.fails("c");
          });
    } catch (TaskFailedException | WorkflowCanceledException e) {
      trace += " " + e.getClass().getSimpleName();
    }
    return trace;
  }

  @Override
  public String revived(String key) {
    return service.echo("before") + " " + service.broken(key) + " " + service.echo("after");
  }

  @Override
  public String twiceRevived(String key) {
    return service.broken(key + "-a") + " " + service.broken(key + "-b");
  }

  @Override
  public String revivedInParallel(String key) {
    Deferred<String> a = dispatch(service::broken, key + "-a");
    Deferred<String> b = dispatch(service::broken, key + "-b");
    return and(a, b).await() + service.echo("after");
  }
}

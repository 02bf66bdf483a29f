package io.infinitic.workers;

import io.infinitic.clients.Deferred;
import io.infinitic.workers.HistoryFlows.Basics;
import io.infinitic.workers.HistoryFlows.Circle;
import io.infinitic.workers.HistoryFlows.Locals;
import io.infinitic.workers.HistoryFlows.ServiceImpl;
import io.infinitic.workers.HistoryFlows.Square;
import io.infinitic.workers.HistoryFlows.Strict;
import io.infinitic.workers.HistoryFlows.Talks;
import java.io.IOException;
import java.nio.file.Path;

/** What happens in the runs whose histories are kept; the name of each is its workflow id. */
final class HistoryStories extends HistoryRecorder {

  HistoryStories(Path folder) {
    super(folder);
  }

  @Override
  void recordAll() throws IOException {
    basics();
    locals();
    failures();
    cancellations();
    signals();
    talks();
  }

  private void basics() throws IOException {
    basic("sequence", flow -> client.dispatch(flow::sequence, 5).await());
    basic("parallel", flow -> client.dispatch(flow::parallel, 4).await());
    basic("or-of-failed-and-completed", Basics::orOfFailedAndCompleted);
    basic("nested-combinations", Basics::nested);
    basic("branches", flow -> gated("branches", client.dispatch(flow::branches, "branches"), 3));
    basic("branch-that-fails", Basics::branchFails);
    basic("race-won-by-timer", flow -> flow.race("race-won-by-timer"));
    basic("limit", flow -> flow.limit("limit"));
    basic(
        "condition", flow -> gated("condition", client.dispatch(flow::condition, "condition"), 5));
    basic("sleep", flow -> flow.sleeps(3));
    basic(
        "timers-completed-by-hand",
        flow -> {
          Deferred<String> result = client.dispatch(flow::longSleep);
          untilEvents("timers-completed-by-hand", 3);
          client.completeTimers(client.getWorkflowById(Basics.class, "timers-completed-by-hand"));
          result.await();
        });
    basic("inline", Basics::inlined);
    basic("random-now-and-ids", Basics::stable);
    basic("version", Basics::changes);
    basic("tags-and-status", Basics::tagsAndStatus);
    record("strict-third-version-of-class", Strict.class, flow -> flow.run("x"));
  }

  private void locals() throws IOException {
    record("local-sequence", Locals.class, flow -> flow.sequence(3));
    record("local-failures", Locals.class, Locals::failures);
    record(
        "local-branches",
        Locals.class,
        flow -> gated("local-branches", client.dispatch(flow::branches, "local-branches"), 12));
  }

  private void failures() throws IOException {
    basic("failure-caught", Basics::caught);
    basic("failure-uncaught", flow -> failing(flow::uncaught));
    basic("declared-exception", flow -> failing(() -> client.dispatchVoid(flow::declared).await()));
    basic("retried-task", flow -> flow.retried("retried-task"));
    basic("saga", Basics::compensates);
    basic(
        "revived",
        flow -> {
          failing(() -> flow.revived("revived"));
          revive("revived", "");
          client.getDeferred("revived", String.class).await();
        });
    basic(
        "revived-twice",
        flow -> {
          failing(() -> flow.twiceRevived("revived-twice"));
          revive("revived-twice", "-a");
          failing(() -> client.getDeferred("revived-twice", String.class).await());
          revive("revived-twice", "-b");
          client.getDeferred("revived-twice", String.class).await();
        });
    basic(
        "revived-in-parallel",
        flow -> {
          failing(() -> flow.revivedInParallel("revived-in-parallel"));
          ServiceImpl.repair("revived-in-parallel-a");
          revive("revived-in-parallel", "-b");
          client.getDeferred("revived-in-parallel", String.class).await();
        });
  }

  private void cancellations() throws IOException {
    basic("task-canceled", flow -> flow.cancelsTask("task-canceled"));
    basic("timer-canceled", Basics::cancelsTimer);
    basic("scope-canceled", flow -> flow.scope("scope-canceled"));
    basic(
        "run-canceled",
        flow -> {
          Deferred<String> result = client.dispatch(flow::cleansUp, "run-canceled");
          untilEvents("run-canceled", 3);
          client.cancel(client.getWorkflowById(Basics.class, "run-canceled"));
          failing(result::await);
        });
  }

  private void signals() throws IOException {
    talk(
        "signals",
        (id, flow) -> {
          Deferred<String> result = client.dispatch(flow::receives, 3);
          send(id, "a", "b", "c");
          result.await();
        });
    talk(
        "signals-with-limit",
        (id, flow) -> {
          Deferred<String> result = client.dispatch(flow::receivesWithLimit);
          send(id, "a", "b", "c");
          result.await();
        });
    talk(
        "signals-filtered",
        (id, flow) -> {
          Deferred<String> result = client.dispatch(flow::receivesFiltered);
          Talks running = client.getWorkflowById(Talks.class, id);
          running.getShapes().send(new Square(1));
          send(id, "a", "long");
          running.getShapes().send(new Square(3));
          result.await();
        });
    talk(
        "signals-of-a-type",
        (id, flow) -> {
          Deferred<String> result = client.dispatch(flow::receivesTyped);
          Talks running = client.getWorkflowById(Talks.class, id);
          running.getShapes().send(new Square(1));
          running.getShapes().send(new Circle(2));
          result.await();
        });
    talk(
        "signals-before-they-are-wanted",
        (id, flow) -> {
          Deferred<String> result = client.dispatch(flow::receivesLate, id);
          send(id, "a", "b");
          gated(id, result, 3);
        });
    talk("signals-to-itself", (id, flow) -> flow.sendsToItself());
    talk("signals-given-back", (id, flow) -> flow.givesSignalsBack());
    talk(
        "started-with-a-signal",
        (id, flow) -> client.withSignal(flow.getNotes(), "a").dispatch(flow::receives, 1).await());
    talk(
        "continued-with-signals",
        (id, flow) -> {
          Deferred<String> result = client.dispatch(flow::carriesSignals, 1);
          send(id, "a", "b", "end");
          result.await();
        });
  }

  private void talks() throws IOException {
    talk("parent", (id, flow) -> gated(id, client.dispatch(flow::parent, id), 4));
    keep("parent-child", Talks.class);
    talk("parent-of-failing", (id, flow) -> flow.parentOfFailing());
    talk("parent-of-canceled", (id, flow) -> flow.parentOfCanceled(id));
    talk("calls-itself", (id, flow) -> flow.callsItself());
    talk(
        "called-and-asked",
        (id, flow) -> {
          Deferred<String> result = client.dispatch(flow::isCalled, id);
          Talks running = client.getWorkflowById(Talks.class, id);
          running.state();
          running.add("a");
          running.state();
          failing(() -> running.checked("too long"));
          failing(() -> running.fail("a method"));
          running.checked("b");
          gated(id, result, 3);
          running.state();
        });
    talk("continued-as-new", (id, flow) -> flow.counts(1, 4));
    talk("canceled-by-its-tag", (id, flow) -> flow.canceledByTag(id));
  }
}

package io.infinitic.workers;

import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.exceptions.DeferredException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.workers.HistoryFlows.Circle;
import io.infinitic.workers.HistoryFlows.Service;
import io.infinitic.workers.HistoryFlows.Shape;
import io.infinitic.workers.HistoryFlows.Square;
import io.infinitic.workers.HistoryFlows.Talks;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Has histories: its code must not change. */
public final class HistoryTalks extends Workflow implements Talks {

  private final Service service = newService(Service.class);
  private final Channel<String> notes = channel();
  private final Channel<Shape> shapes = channel();
  private String trace = "";
  private Deferred<List<Object>> kept;

  @Override
  public String receives(int n) {
    Deferred<String> signal = notes.receive();
    for (int i = 0; i < n; i++) {
      trace += signal.await() + service.inc(i);
    }
    return trace;
  }

  @Override
  public String receivesWithLimit() {
    Deferred<String> two = notes.receive(2);
    trace += two.await() + two.await() + two.await();
    return trace + notes.receive().await();
  }

  @Override
  public String receivesFiltered() {
    Deferred<String> longer = notes.receive(note -> note.length() > 2);
    Deferred<Shape> big = shapes.receive("$[?(@.side > 2)]");
    trace += longer.await() + " " + big.await() + " ";
    return trace + notes.receive(1).await() + " " + shapes.receive(1).await();
  }

  @Override
  public String receivesTyped() {
    Deferred<Circle> circle = shapes.receive(Circle.class, 1);
    try {
      notes.receive().await(Duration.ofMillis(3));
    } catch (TimedOutException e) {
      trace += "none ";
    }
    return trace + circle.await().radius() + " " + shapes.receive().await();
  }

  @Override
  public String receivesLate(String key) {
    service.gated(key);
    return notes.receive().await() + notes.receive().await();
  }

  @Override
  public String sendsToItself() {
    notes.send("a");
    Talks self = getWorkflowById(Talks.class, getWorkflowId());
    self.getNotes().send("b");
    return notes.receive().await() + notes.receive().await();
  }

  @Override
  public String givesSignalsBack() {
    notes.send("a");
    Deferred<List<Object>> both = notes.receive().and(shapes.receive());
    try {
      both.await(Duration.ofMillis(3));
    } catch (TimedOutException e) {
      trace += notes.receive().await() + " " + both.status() + " ";
    }
    List<Deferred<String>> made = new ArrayList<>();
    Cancellation scope =
        Cancellation.scope(
            () -> {
              made.add(notes.receive());
              async(() -> made.get(0).and(shapes.receive()).await());
            });
    notes.send("b");
    scope.cancel();
    trace += service.inc(1) + " " + made.get(0).status() + " " + notes.receive().await() + " ";
    Deferred<List<Object>> two = notes.receive().and(notes.receive());
    notes.send("c");
    trace += two.status() + " ";
    notes.send("d");
    trace += two.status() + " " + two.await() + " ";
    Deferred<Integer> one = dispatch(service::inc, 2);
    Deferred<Integer> other = dispatch(service::inc, 3);
    await(() -> kept(one, other).isCompleted());
    shapes.send(new Square(1));
    Deferred<List<Object>> goesOn = async(() -> both.await());
    trace += goesOn.status() + " " + service.inc(4) + " ";
    notes.send("e");
    return trace + goesOn.await();
  }

  private Deferred<List<Object>> kept(Deferred<Integer> one, Deferred<Integer> other) {
    if (kept == null) {
      kept = one.and(other);
    }
    return kept;
  }

  @Override
  public String parent(String key) {
    Talks child =
        newWorkflow(Talks.class, WorkflowOptions.defaults().withWorkflowId(key + "-child"));
    Deferred<String> result = dispatch(child::receives, 1);
    service.gated(key);
    getWorkflowById(Talks.class, key + "-child").getNotes().send("from parent ");
    return result.await() + newWorkflow(Talks.class).counts(1, 2);
  }

  @Override
  public String parentOfFailing() {
    try {
      return newWorkflow(Talks.class).fail("in a child");
    } catch (WorkflowFailedException e) {
      return e.getFailure().getName() + service.inc(1);
    }
  }

  @Override
  public String parentOfCanceled(String key) {
    Deferred<String> child = dispatch(newWorkflow(Talks.class)::isCalled, key);
    service.inc(1);
    child.cancel();
    try {
      return child.await();
    } catch (DeferredException e) {
      return child.status().toString();
    }
  }

  @Override
  public String callsItself() {
    Talks self = getWorkflowById(Talks.class, getWorkflowId());
    Deferred<String> a = dispatch(self::add, "a");
    Deferred<String> b = dispatch(self::add, "b");
    return a.await() + " " + b.await() + " " + trace;
  }

  @Override
  public String isCalled(String key) {
    trace += "<";
    service.gated(key);
    return trace + ">";
  }

  @Override
  public String add(String text) {
    trace += text;
    trace += service.echo(text.toUpperCase(java.util.Locale.ROOT));
    return trace;
  }

  @Override
  public String fail(String text) {
    return service.fails(text);
  }

  @Override
  public String checked(String text) {
    trace += text;
    return trace;
  }

  @Override
  public void check(String text) {
    if (text.length() > 3) {
      throw new IllegalArgumentException(text + " is too long");
    }
  }

  @Override
  public String state() {
    return trace;
  }

  @Override
  public String counts(int from, int to) {
    int next = service.inc(from);
    return next < to ? newContinueAsNew(Talks.class).counts(next, to) : "counted to " + next;
  }

  @Override
  public String carriesSignals(int round) {
    String note = notes.receive().await();
    return note.equals("end") ? "end after " + round : next(round);
  }

  private static String next(int round) {
    return newContinueAsNew(Talks.class).carriesSignals(round + 1);
  }

  @Override
  public String canceledByTag(String key) {
    addTags(key);
    Talks self = getWorkflowById(Talks.class, getWorkflowId());
    try {
      trace += self.checked("too long");
    } catch (CallRefusedException e) {
      trace += "refused ";
    }
    cancel(getWorkflowByTag(Talks.class, key));
    try {
      service.gated(key);
    } catch (DeferredException e) {
      trace += e.getClass().getSimpleName();
    }
    return trace;
  }

  @Override
  public SendChannel<String> getNotes() {
    return notes;
  }

  @Override
  public SendChannel<Shape> getShapes() {
    return shapes;
  }
}

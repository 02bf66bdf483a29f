package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.EventType;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Circle;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.Note;
import io.infinitic.workers.Lambdas.Script;
import io.infinitic.workers.Lambdas.Shape;
import io.infinitic.workers.Lambdas.Square;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Deferreds;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Channels and signals. */
public abstract class SignalScenarios extends Scenarios {

  @Test
  void signalBeforeAndAfterItsReception() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              String first = w.notes.receive().await();
              return first + w.notes.receive().await();
            });
    at(id).getNotes().send("a");
    at(id).getNotes().send("b");
    assertThat(result.await()).isEqualTo("ab");
  }

  @Test
  void signalsBeforeAnybodyReceivesAreKeptInOrder() {
    String id = key();
    String key = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              service.slow(key);
              String all = "";
              for (int i = 0; i < 3; i++) {
                all += w.notes.receive().await();
              }
              return all;
            });
    untilCalled(key);
    for (String text : List.of("a", "b", "c")) {
      at(id).getNotes().send(text);
    }
    ServiceImpl.open(key);
    assertThat(result.await()).isEqualTo("abc");
  }

  @Test
  void lastValueRepeatsAtTheLimit() {
    String id = key();
    String key = key();
    var result =
        start(
            id,
            w -> {
              Deferred<String> two = w.notes.receive(2);
              Service service = newService(Service.class);
              service.slow(key);
              return two.await() + two.await() + two.await();
            });
    untilCalled(key);
    for (String text : List.of("a", "b", "c")) {
      at(id).getNotes().send(text);
    }
    ServiceImpl.open(key);
    assertThat(result.await()).isEqualTo("abb");
  }

  @Test
  void manySignalsOnOneDeferred() {
    String id = key();
    String key = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              Deferred<String> many = w.notes.receive();
              many.await();
              boolean before = many.isCompleted();
              service.slow(key);
              sleep(Duration.ofMillis(1));
              return before + " " + many.isCompleted();
            });
    at(id).getNotes().send("a");
    untilCalled(key);
    at(id).getNotes().send("b");
    ServiceImpl.open(key);
    assertThat(result.await()).isEqualTo("false true");
  }

  @Test
  void signalsOfAType() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<Square> square = w.shapes.receive(Square.class);
              Deferred<Circle> circle = w.shapes.receive(Circle.class, 1);
              return circle.await() + " " + square.await() + " " + w.shapes.receive().await();
            });
    SendChannel<Shape> shapes = at(id).getShapes();
    shapes.send(new Square(1));
    shapes.send(new Square(2));
    shapes.send(new Circle(3));
    assertThat(result.await()).isEqualTo("Circle[radius=3] Square[side=1] Square[side=2]");
  }

  @Test
  void anyObjectByItsOwnType() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<Circle> circle = w.anything.receive(Circle.class);
              Deferred<String> text = w.anything.receive(String.class);
              return circle.await().radius() + text.await() + w.anything.receive().await();
            });
    SendChannel<Object> anything = at(id).getAnything();
    anything.send("text");
    anything.send(7);
    anything.send(new Circle(3));
    assertThat(result.await()).isEqualTo("3text7");
  }

  @Test
  void signalsThatAFilterAccepts() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<Note> urgent = w.letters.receive(note -> note.priority() > 5);
              Deferred<Note> fromBob =
                  w.letters.receive(Note.class, 1, note -> note.from().equals("bob"));
              return urgent.await().from() + fromBob.await().priority();
            });
    SendChannel<Note> letters = at(id).getLetters();
    letters.send(new Note("bob", 1));
    letters.send(new Note("ann", 9));
    assertThat(result.await()).isEqualTo("ann1");
  }

  @Test
  void signalsWithSomethingAtAPath() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<Note> urgent = w.letters.receive("$[?(@.priority > 5)]");
              Deferred<Note> both =
                  w.letters.receive(
                      Note.class, 3, note -> note.priority() < 5, "$[?(@.from == 'bob')]");
              return urgent.await().from() + both.await().priority();
            });
    SendChannel<Note> letters = at(id).getLetters();
    letters.send(new Note("ann", 1));
    letters.send(new Note("bob", 2));
    letters.send(new Note("ann", 9));
    assertThat(result.await()).isEqualTo("ann2");
  }

  @Test
  void pathThatCannotBeReadSaysSo() {
    String id = key();
    start(id, w -> w.letters.receive("$[").await().from());
    at(id).getLetters().send(new Note("ann", 1));
    assertThat(untilState(id, WorkflowState.STUCK).incidents().get(0).message())
        .contains("JSONPath '$['");
    client().terminate(at(id), "end of test");
  }

  @Test
  void severalWaitersOnOneChannel() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              List<Deferred<Void>> branches = new ArrayList<>();
              for (int i = 0; i < 3; i++) {
                int number = i;
                branches.add(
                    asyncVoid(
                        () -> {
                          String note = w.notes.receive().await();
                          w.s += number + note;
                        }));
              }
              Deferreds.and(branches).await();
              return w.s;
            });
    for (String text : List.of("a", "b", "c")) {
      at(id).getNotes().send(text);
    }
    assertThat(result.await()).isEqualTo("0a1b2c");
  }

  @Test
  void pendingReceptionInTwoSuccessiveOrs() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<String> note = w.notes.receive();
              Object first = note.or(timer(Duration.ofMillis(5))).await();
              w.n = 1;
              Object second = note.or(timer(Duration.ofHours(1))).await();
              return (first instanceof Instant) + " " + second + " " + note.await();
            });
    until(() -> client().history(id).stream().anyMatch(e -> e.type() == EventType.TIMER_ENDED));
    at(id).getNotes().send("late");
    assertThat(result.await()).isEqualTo("true late late");
  }

  @Test
  void receptionThatLostARaceTakesNoSignal() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              w.notes.receive().or(timer(Duration.ofMillis(1))).await();
              return w.notes.receive().or(timer(Duration.ofHours(1))).await().toString();
            });
    until(() -> client().history(id).stream().anyMatch(e -> e.type() == EventType.TIMER_ENDED));
    at(id).getNotes().send("mine");
    assertThat(result.await()).isEqualTo("mine");
  }

  @Test
  void raceThatTheSignalWins() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<String> note = w.notes.receive();
              Deferred<Instant> limit = timer(Duration.ofHours(1));
              note.or(limit).await();
              return note.isCompleted() + " " + limit.isCompleted() + " " + note.await();
            });
    at(id).getNotes().send("in time");
    assertThat(result.await()).isEqualTo("true false in time");
  }

  @Test
  void aThousandSignalsOfFourClients() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              List<Integer> last = new ArrayList<>(List.of(-1, -1, -1, -1));
              Deferred<String> many = w.notes.receive();
              for (int i = 0; i < 1_000; i++) {
                String[] parts = many.await().split(" ");
                int sender = Integer.parseInt(parts[0]);
                int number = Integer.parseInt(parts[1]);
                if (number != last.get(sender) + 1) {
                  return "after " + last.get(sender) + " of " + sender + " came " + number;
                }
                last.set(sender, number);
              }
              return last.toString();
            });
    List<InfiniticClient> clients = new ArrayList<>();
    List<CompletableFuture<?>> sent = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      clients.add(suite().newClient());
    }
    for (int i = 0; i < 250; i++) {
      for (int c = 0; c < 4; c++) {
        Lambda stub = clients.get(c).getWorkflowById(Lambda.class, id);
        sent.add(clients.get(c).dispatchVoidAsync(stub.getNotes()::send, c + " " + i));
      }
    }
    sent.forEach(CompletableFuture::join);
    assertThat(result.await()).isEqualTo("[249, 249, 249, 249]");
    clients.forEach(InfiniticClient::close);
  }

  @Test
  void signalToAnEndedRun() {
    String id = key();
    start(id, w -> "done").await();
    untilState(id, WorkflowState.COMPLETED);
    assertThatThrownBy(() -> at(id).getNotes().send("late"))
        .isInstanceOf(WorkflowUnknownException.class);
  }

  @Test
  void everyAcceptedSignalIsReadByALoopThatEndsWithTheRun() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              while (true) {
                w.n++;
                if (w.notes.receive().await().equals("stop")) {
                  return "" + w.n;
                }
              }
            });
    for (int i = 0; i < 20; i++) {
      at(id).getNotes().send("go");
    }
    at(id).getNotes().send("stop");
    assertThat(result.await()).isEqualTo("21");
  }

  @Test
  void workflowSignalsAnotherAndItself() {
    String id = key();
    var other = start(id, w -> w.notes.receive().await());
    assertThat(
            run(
                w -> {
                  getWorkflowById(Lambda.class, id).getNotes().send("from a workflow");
                  w.notes.send("to myself");
                  w.self().getNotes().send("through the engine");
                  return w.notes.receive().await() + ", " + w.notes.receive().await();
                }))
        .isEqualTo("to myself, through the engine");
    assertThat(other.await()).isEqualTo("from a workflow");
  }

  @Test
  void workflowSendsATypeOfSeveralKinds() {
    String id = key();
    var other = start(id, w -> w.shapes.receive().await() + " " + w.shapes.receive().await());
    run(
        w -> {
          Lambda stub = getWorkflowById(Lambda.class, id);
          stub.getShapes().send(new Circle(1));
          dispatchVoid(stub.getShapes()::send, new Square(2)).await();
          return "";
        });
    assertThat(other.await()).isEqualTo("Circle[radius=1] Square[side=2]");
  }

  @Test
  void onlyWaitingTakesASignal() {
    assertThat(
            withTheOnlySignal(
                w -> {
                  newService(Service.class).slow(getWorkflowId());
                  Deferred<String> asked = w.notes.receive();
                  Deferred<String> canceled = w.notes.receive();
                  Deferred<Object> combined = w.notes.receive().or(timer(Duration.ofHours(1)));
                  Deferred<Object> given = w.notes.receive().or(timer(Duration.ofHours(1)));
                  String seen = asked.status() + " " + combined.status() + " ";
                  canceled.cancel();
                  given.cancel();
                  seen += canceled.status() + " " + given.status() + " ";
                  return seen + w.notes.receive().await(Duration.ofHours(1));
                }))
        .isEqualTo("COMPLETED COMPLETED CANCELED CANCELED only");
  }

  @Test
  void raceOfTwoReceptionsTakesOneSignal() {
    assertThat(
            withTheOnlySignal(
                w -> {
                  newService(Service.class).slow(getWorkflowId());
                  w.notes.send("second");
                  Deferred<Object> race = w.notes.receive().or(w.notes.receive());
                  return race.await() + " " + w.notes.receive().await(Duration.ofHours(1));
                }))
        .isEqualTo("only second");
  }

  @Test
  void combinationThatNobodyWaitsForTakesNoSignal() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<List<Object>> both = w.notes.receive().and(w.letters.receive());
              both.or(timer(Duration.ofMillis(1))).await();
              return w.notes.receive().or(timer(Duration.ofHours(1))).await().toString();
            });
    until(() -> client().history(id).stream().anyMatch(e -> e.type() == EventType.TIMER_ENDED));
    at(id).getNotes().send("mine");
    assertThat(result.await()).isEqualTo("mine");
  }

  @Test
  void signalThatCameWhileNobodyWaitedForTheCombination() {
    String id = key();
    String key = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              Deferred<Object> first = w.notes.receive().or(timer(Duration.ofHours(1)));
              service.slow(key);
              return first.isCompleted() + " " + first.await();
            });
    untilCalled(key);
    at(id).getNotes().send("x");
    ServiceImpl.open(key);
    assertThat(result.await()).isEqualTo("true x");
  }

  @Test
  void combinationThatReachesItsLimitGivesItsSignalBack() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<List<Object>> both = w.notes.receive().and(w.letters.receive());
              try {
                both.await(Duration.ofHours(1));
              } catch (TimedOutException e) {
                String taken = w.notes.receive().await(Duration.ofHours(1));
                String seen = taken + " " + both.status() + " ";
                w.letters.send(new Note("ann", 1));
                Deferred<List<Object>> goesOn = async(() -> both.await());
                w.notes.send("another");
                return seen + goesOn.await().get(0);
              }
              return "in time";
            });
    at(id).getNotes().send("mine");
    until(() -> !describe(id).timers().isEmpty());
    client().completeTimers(at(id));
    assertThat(result.await()).isEqualTo("mine ONGOING another");
  }

  @Test
  void limitInACancelledScopeTakesNoSignal() {
    assertThat(
            run(
                w -> {
                  w.notes.send("mine");
                  Deferred<List<Object>> both = w.notes.receive().and(w.letters.receive());
                  Deferred<Void> canceled =
                      asyncVoid(
                          () -> {
                            try {
                              sleep(Duration.ofDays(1));
                            } catch (WorkflowCanceledException e) {
                              both.await(Duration.ofHours(1));
                            }
                          });
                  canceled.cancel();
                  newService(Service.class).inc(1);
                  return w.notes.receive().await(Duration.ofHours(1));
                }))
        .isEqualTo("mine");
  }

  @Test
  void conditionOnSignalsOfTwoChannels() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<List<Object>> both = w.notes.receive().and(w.anything.receive());
              await(both::isCompleted);
              return both.await().toString();
            });
    at(id).getNotes().send("a");
    at(id).getAnything().send("b");
    assertThat(result.await()).isEqualTo("[a, b]");
  }

  /** A status is what waiting would come to, and takes nothing. */
  @Test
  void statusOfCombinedReceives() {
    assertThat(
            run(
                w -> {
                  Deferred<String> first = w.notes.receive();
                  Deferred<List<Object>> two = first.and(w.notes.receive());
                  Deferred<List<Object>> same = first.and(first);
                  Deferred<Object> either = two.or(w.notes.receive());
                  Deferred<List<Object>> nested = either.and(w.notes.receive());
                  Deferred<List<Object>> filtered =
                      w.notes.receive().and(w.notes.receive(note -> note.equals("b")));
                  List<Deferred<?>> all = List.of(two, same, either, nested, filtered);
                  for (String note : List.of("a", "b", "c")) {
                    w.notes.send(note);
                    all.forEach(one -> w.s += one.isCompleted() ? "1" : "0");
                    w.s += " ";
                  }
                  return w.s
                      + nested.await()
                      + " "
                      + two.status()
                      + " "
                      + w.notes.receive().status();
                }))
        .isEqualTo("01000 11101 11111 [[a, b], c] COMPLETED ONGOING");
  }

  /** Code says when the only signal is to be sent, by touching its own id. */
  private String withTheOnlySignal(Script script) {
    String id = key();
    var result = start(id, script);
    untilCalled(id);
    at(id).getNotes().send("only");
    ServiceImpl.open(id);
    return result.await();
  }

  @Test
  void andThatHasFailedTakesNoSignal() {
    assertThat(
            withTheOnlySignal(
                w -> {
                  Service service = newService(Service.class);
                  try {
                    w.notes.receive().and(dispatch(service::fails, "x")).await();
                  } catch (TaskFailedException e) {
                    service.touch(getWorkflowId());
                  }
                  return w.notes.receive().await();
                }))
        .isEqualTo("only");
  }

  @Test
  void andThatFailsGivesItsSignalBack() {
    assertThat(
            withTheOnlySignal(
                w -> {
                  Service service = newService(Service.class);
                  Deferred<String> fails =
                      async(
                          () -> {
                            service.slow(getWorkflowId());
                            return service.fails("x");
                          });
                  try {
                    w.notes.receive().and(fails).await();
                  } catch (TaskFailedException e) {
                    service.inc(1);
                  }
                  return w.notes.receive().await();
                }))
        .isEqualTo("only");
  }

  @Test
  void cancelledWaitTakesNoSignal() {
    assertThat(
            withTheOnlySignal(
                w -> {
                  Service service = newService(Service.class);
                  Cancellation scope =
                      Cancellation.scope(
                          () ->
                              async(() -> w.notes.receive().or(timer(Duration.ofDays(1))).await()));
                  Cancellation limited =
                      Cancellation.scope(
                          () -> async(() -> w.notes.receive().await(Duration.ofDays(1))));
                  service.inc(1);
                  scope.cancel();
                  limited.cancel();
                  service.inc(1);
                  service.touch(getWorkflowId());
                  return w.notes.receive().await();
                }))
        .isEqualTo("only");
  }

  @Test
  void signalThatACombinationHoldsGoesToTheNextRun() {
    String id = key();
    String next = Lambdas.named(w -> w.notes.receive().await());
    var result =
        start(
            id,
            w -> {
              Deferred<List<Object>> both = w.notes.receive().and(w.shapes.receive());
              both.or(w.letters.receive()).await();
              return newContinueAsNew(Lambda.class).run(next);
            });
    at(id).getNotes().send("carried");
    at(id).getLetters().send(new Note("ann", 1));
    assertThat(result.await()).isEqualTo("carried");
  }

  @Test
  void startedWithASignal() {
    String id = key();
    String code = Lambdas.named(w -> w.notes.receive().await() + w.notes.receive().await());
    Lambda stub = client().newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(id));
    var first = client().withSignal(stub.getNotes(), "a").dispatch(stub::run, code);
    var second = client().withSignal(stub.getNotes(), "b").dispatch(stub::run, code);
    assertThat(first.await()).isEqualTo("ab");
    assertThat(second.await()).isEqualTo("ab");
  }

  @Test
  void waitForASignalIsVisible() {
    String id = key();
    start(id, w -> w.notes.receive().await());
    until(() -> describe(id).waits().contains("channel getNotes"));
    at(id).getNotes().send("x");
  }

  @Test
  void channelOfANewWorkflowIsRefused() {
    Lambda stub = client().newWorkflow(Lambda.class);
    assertThatThrownBy(() -> stub.getNotes().send("x")).isInstanceOf(InvalidStubException.class);
  }
}

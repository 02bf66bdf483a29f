package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.Note;
import io.infinitic.workers.Lambdas.Script;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Queries and validators. */
public abstract class QueryScenarios extends Scenarios {

  @Test
  void answersFromTheCurrentState() {
    String id = key();
    start(
        id,
        w -> {
          w.s = "before";
          w.notes.receive().await();
          w.s = "after";
          return w.notes.receive().await();
        });
    until(() -> !describe(id).waits().isEmpty());
    assertThat(at(id).state()).isEqualTo("before");
    at(id).getNotes().send("x");
    until(() -> at(id).state().equals("after"));
    client().terminate(at(id), "end of test");
  }

  @Test
  void leavesNoTrace() {
    String id = key();
    start(id, w -> w.notes.receive().await());
    until(() -> !describe(id).waits().isEmpty());
    int before = client().history(id).size();
    for (int i = 0; i < 10; i++) {
      at(id).state();
    }
    assertThat(client().history(id)).hasSize(before);
    client().terminate(at(id), "end of test");
  }

  @Test
  void finishedRunAnswers() {
    String id = key();
    start(id, w -> w.s = "done").await();
    untilState(id, WorkflowState.COMPLETED);
    assertThat(at(id).state()).isEqualTo("done");
    assertThat(at(id).state()).isEqualTo("done");
  }

  @Test
  void unknownRunDoesNot() {
    assertThatThrownBy(() -> at(key()).state()).isInstanceOf(WorkflowUnknownException.class);
  }

  @Test
  void refusedWhenItStartsATask() {
    assertThat(
            refusal(
                w -> newService(Service.class).toString() + newService(Service.class).echo("x")))
        .contains("a query or a validator answers from the current state");
  }

  @Test
  void refusedWhenItWaits() {
    assertThat(refusal(w -> w.notes.receive().await())).contains("starts nothing");
    assertThat(
            refusal(
                w -> {
                  sleep(Duration.ofMillis(1));
                  return "";
                }))
        .contains("starts nothing");
  }

  @Test
  void refusedWhenItChangesAField() {
    assertThat(refusal(w -> w.s += "x")).contains("changed the field s");
    assertThat(
            refusal(
                w -> {
                  w.list.add("x");
                  return "";
                }))
        .contains("changed the field list");
    assertThat(
            refusal(
                w -> {
                  w.kept.put("x", null);
                  return "";
                }))
        .contains("changed the field kept");
  }

  @Test
  void refusedWhenItThrows() {
    assertThat(
            refusal(
                w -> {
                  throw new IllegalStateException("not now");
                }))
        .contains("not now");
  }

  @Test
  void ignoredFieldMayChange() {
    String id = key();
    start(id, w -> w.notes.receive().await());
    assertThat(at(id).state() + at(id).state()).isEmpty();
    client().terminate(at(id), "end of test");
  }

  private String refusal(Script query) {
    String id = key();
    start(id, w -> w.notes.receive().await() + w.s + w.list + w.kept);
    until(() -> !describe(id).waits().isEmpty());
    String code = Lambdas.named(query);
    String message;
    try {
      message = "answered: " + at(id).ask(code);
    } catch (QueryRefusedException e) {
      message = e.getMessage();
    }
    at(id).getNotes().send("end");
    assertThat(client().getDeferred(id, String.class).await())
        .as("the run is not touched")
        .isEqualTo("end[]{}");
    return message;
  }

  /** A query combines what a run waits for; that keeps the signal that it has been given. */
  @Test
  void combinationInAQueryGivesNoSignalBack() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              Deferred<String> done = dispatch(service::echo, "x");
              Deferred<String> note = w.notes.receive();
              w.kept.put("done", done);
              w.kept.put("note", note);
              Deferred<List<Object>> both =
                  note.or(timer(Duration.ofHours(1))).and(w.letters.receive());
              Deferred<Object> waits = async(() -> both.await().get(0));
              done.await();
              service.slow(id);
              w.letters.send(new Note("ann", 1));
              return waits.await() + " " + w.notes.receive().status();
            });
    untilCalled(id);
    at(id).getNotes().send("only");
    String status = Lambdas.named(w -> w.kept.get("note").status().toString());
    until(() -> at(id).ask(status).equals("COMPLETED"));
    String race = Lambdas.named(w -> "" + w.kept.get("done").or(w.kept.get("note")).isCompleted());
    assertThat(at(id).ask(race)).isEqualTo("true");
    ServiceImpl.open(id);
    assertThat(result.await()).isEqualTo("only ONGOING");
  }

  @Test
  void workflowAsksAnother() {
    String id = key();
    start(id, w -> w.s = "asked").await();
    assertThat(run(w -> getWorkflowById(Lambda.class, id).state())).isEqualTo("asked");
    assertThat(
            run(
                w ->
                    dispatch(getWorkflowById(Lambda.class, id)::state)
                        .await(Duration.ofMinutes(1))))
        .isEqualTo("asked");
  }

  @Test
  void whileADecisionIsUnderWay() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              for (int i = 0; i < 30; i++) {
                Service service = newService(Service.class);
                w.n = service.inc(w.n);
                w.s = "" + w.n;
              }
              return w.s;
            });
    int last = 0;
    while (!result.toFuture().isDone()) {
      String seen = at(id).state();
      int now = seen.isEmpty() ? 0 : Integer.parseInt(seen);
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
    }
    assertThat(result.await()).isEqualTo("30");
    until(() -> at(id).state().equals("30"));
  }

  @Test
  void validatorLetsGoodCallsPass() {
    String id = key();
    start(id, w -> w.notes.receive().await());
    assertThat(at(id).checked("ok")).isEqualTo("ok");
    assertThat(at(id).checked("ay")).isEqualTo("okay");
    client().terminate(at(id), "end of test");
  }

  @Test
  void validatorRefusesWithoutATrace() {
    String id = key();
    start(id, w -> w.notes.receive().await());
    until(() -> !describe(id).waits().isEmpty());
    int before = client().history(id).size();
    assertThatThrownBy(() -> at(id).checked("much too long"))
        .isInstanceOf(CallRefusedException.class)
        .hasMessageContaining("much too long is too long");
    assertThat(client().history(id)).hasSize(before);
    assertThat(
            run(
                w -> {
                  try {
                    return getWorkflowById(Lambda.class, id).checked("too long");
                  } catch (CallRefusedException e) {
                    return "refused: " + e.getFailure().getMessage();
                  }
                }))
        .isEqualTo("refused: too long is too long");
    client().terminate(at(id), "end of test");
  }

  @Test
  void validatorOfAStart() {
    String id = key();
    Lambda stub = client().newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(id));
    assertThatThrownBy(() -> stub.checked("too long")).isInstanceOf(CallRefusedException.class);
    assertThatThrownBy(() -> describe(id)).isInstanceOf(WorkflowUnknownException.class);
    assertThat(stub.checked("ok")).isEqualTo("ok");
  }
}

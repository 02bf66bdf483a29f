package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.MethodFailedException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Deferreds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Several methods of one instance, called by itself and by others. */
public abstract class MethodScenarios extends Scenarios {

  @Test
  void ownMethodCalled() {
    assertThat(
            run(
                w -> {
                  w.s += "a";
                  w.self().tell(Lambdas.named(x -> x.s += "b"));
                  w.s += "c";
                  return w.s;
                }))
        .isEqualTo("abc");
  }

  @Test
  void ownMethodDispatchedAndAwaited() {
    String b =
        Lambdas.named(
            w -> {
              Service service = newService(Service.class);
              service.delayed("", 10);
              return w.s += "b";
            });
    assertThat(
            run(
                w -> {
                  w.s += "a";
                  Deferred<Void> later = dispatchVoid(w.self()::tell, b);
                  w.s += "c";
                  later.await();
                  w.s += "d";
                  return w.s;
                }))
        .isEqualTo("acbd");
  }

  @Test
  void ownMethodDispatchedAndNeverAwaited() {
    String key = key();
    String b =
        Lambdas.named(
            w -> {
              Service service = newService(Service.class);
              service.slow(key);
              return w.s += "b";
            });
    String id = key();
    var result =
        start(
            id,
            w -> {
              w.s += "a";
              dispatchVoid(w.self()::tell, b);
              w.s += "c";
              sleep(Duration.ofMillis(10));
              w.s += "d";
              return w.s;
            });
    assertThat(result.await()).isEqualTo("acd");
    assertThat(describe(id).state()).as("a method has not ended").isEqualTo(WorkflowState.RUNNING);
    ServiceImpl.open(key);
    untilState(id, WorkflowState.COMPLETED);
    assertThat(at(id).state()).isEqualTo("acdb");
  }

  @Test
  void twoOwnMethodsAtOnce() {
    String b =
        Lambdas.named(
            w -> {
              Service service = newService(Service.class);
              service.delayed("", 10);
              return w.s += "b";
            });
    String c = Lambdas.named(w -> w.s += "c");
    assertThat(
            run(
                w -> {
                  w.s += "a";
                  Deferred<String> first = dispatch(w.self()::call, b);
                  Deferred<String> second = dispatch(w.self()::call, c);
                  w.s += "d";
                  first.and(second).await();
                  return w.s;
                }))
        .isEqualTo("adcb");
  }

  @Test
  void aHundredOwnMethodsEndInTheirOrder() {
    List<String> digits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int digit = i;
      digits.add(Lambdas.named(w -> w.s += digit));
    }
    assertThat(
            run(
                w -> {
                  List<Deferred<String>> calls = new ArrayList<>();
                  for (int i = 0; i < 100; i++) {
                    calls.add(dispatch(w.self()::call, digits.get(i % 10)));
                  }
                  Deferreds.and(calls).await();
                  return w.s;
                }))
        .isEqualTo("0123456789".repeat(10));
  }

  @Test
  void clientCallsAMethodThatAwaits() {
    String id = key();
    String key = key();
    var main =
        start(
            id,
            w -> {
              await(() -> w.n == 2);
              return w.s;
            });
    String call =
        Lambdas.named(
            w -> {
              Service service = newService(Service.class);
              w.s += service.echo("x");
              w.n++;
              return w.s;
            });
    assertThat(at(id).call(call)).isEqualTo("x");
    assertThat(at(id).call(call)).isEqualTo("xx");
    assertThat(main.await()).isEqualTo("xx");
  }

  @Test
  void callsOfTwoClientsAtOnce() {
    String id = key();
    var main =
        start(
            id,
            w -> {
              await(() -> w.n == 20);
              return w.s;
            });
    String call =
        Lambdas.named(
            w -> {
              w.n++;
              return w.s += ".";
            });
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(
          client()
              .dispatchAsync(at(id)::call, call)
              .thenCompose(io.infinitic.clients.Deferred::toFuture));
    }
    calls.forEach(CompletableFuture::join);
    assertThat(main.await()).isEqualTo(".".repeat(20));
  }

  @Test
  void workflowCallsAnother() {
    String id = key();
    var other =
        start(
            id,
            w -> {
              await(() -> w.s.length() == 2);
              return w.s;
            });
    String add = Lambdas.named(w -> w.s += "x");
    assertThat(
            run(
                w -> {
                  Lambda stub = getWorkflowById(Lambda.class, id);
                  String first = stub.call(add);
                  return first + dispatch(stub::call, add).await();
                }))
        .isEqualTo("xxx");
    assertThat(other.await()).isEqualTo("xx");
  }

  @Test
  void callOfAnEndedRunIsRefused() {
    String id = key();
    start(id, w -> "done").await();
    untilState(id, WorkflowState.COMPLETED);
    assertThatThrownBy(() -> at(id).call("any"))
        .isInstanceOf(WorkflowUnknownException.class)
        .hasMessageContaining("COMPLETED");
    assertThat(
            run(
                w -> {
                  try {
                    return getWorkflowById(Lambda.class, id).call("any");
                  } catch (WorkflowUnknownException e) {
                    return "unknown " + e.getWorkflowId().equals(id);
                  }
                }))
        .isEqualTo("unknown true");
  }

  @Test
  void failureOfACalledMethodIsThatOfTheCallAlone() {
    String id = key();
    var main =
        start(
            id,
            w -> {
              await(() -> w.n == 1);
              return "fine";
            });
    String failing =
        Lambdas.named(
            w -> {
              Service service = newService(Service.class);
              return service.fails("planned");
            });
    assertThatThrownBy(() -> at(id).call(failing))
        .isInstanceOfSatisfying(
            MethodFailedException.class,
            failed -> {
              assertThat(failed.getMethodName()).isEqualTo("call");
              assertThat(failed.getWorkflowId()).isEqualTo(id);
              assertThat(failed).hasCauseInstanceOf(TaskFailedException.class);
              assertThat(failed).hasMessageContaining("planned");
            });
    at(id).tell(Lambdas.named(w -> "" + w.n++));
    assertThat(main.await()).isEqualTo("fine");
  }

  @Test
  void contextOfACalledMethod() {
    String id = key();
    start(
        id,
        w -> {
          await(() -> w.n == 1);
          return "";
        });
    String seen =
        at(id)
            .call(
                Lambdas.named(
                    w -> {
                      w.n++;
                      return getMethodName()
                          + " "
                          + getWorkflowId().equals(id)
                          + " "
                          + getMethodId().isEmpty();
                    }));
    assertThat(seen).isEqualTo("call true false");
  }
}

package io.infinitic.workers;

import io.infinitic.exceptions.DeferredException;
import io.infinitic.functions.Func0;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Performs a program and writes down everything that it observes, in the order in which it observes
 * it: any difference between two replays shows in the trace, and the trace is in the commands.
 */
public final class ProgramImpl extends Workflow implements Program {

  private final Work work = newService(Work.class, TaskOptions.defaults().withRetry(Work.FAST));
  private final Work local = newService(Work.class, TaskOptions.local().withRetry(Work.FAST));
  private final Channel<Integer> signals = channel();
  private final Map<Integer, Deferred<?>> kept = new HashMap<>();
  private final Map<Integer, Cancellation> scopes = new HashMap<>();
  private final Set<Integer> flags = new HashSet<>();
  private int branches;
  private String trace = "";

  @Override
  public String run(Node program) {
    perform(program);
    return trace;
  }

  @Override
  public String call(Node program) {
    perform(program);
    return "called";
  }

  @Override
  public SendChannel<Integer> getSignals() {
    return signals;
  }

  @Override
  public String trace() {
    return trace;
  }

  private void perform(Node node) {
    int arg = node.arg();
    switch (node.op()) {
      case SEQUENCE -> node.parts().forEach(this::perform);
      case KEEP -> attempt(node, () -> keep(arg, start(node.parts().get(0))));
      case TAKE -> attempt(node, () -> kept.containsKey(arg) ? kept.get(arg).await() : "none");
      case TAKE_LIMITED ->
          attempt(
              node,
              () -> kept.containsKey(arg) ? kept.get(arg).await(Duration.ofMillis(3)) : "none");
      case LIMITED -> attempt(node, () -> start(node.parts().get(0)).await(Duration.ofMillis(arg)));
      case PEEK -> note(node, kept.containsKey(arg) ? kept.get(arg).status() : "none");
      case DROP -> {
        if (kept.containsKey(arg)) {
          kept.get(arg).cancel();
        }
      }
      case SLEEP ->
          attempt(
              node,
              () -> {
                sleep(Duration.ofMillis(arg));
                return "slept";
              });
      case AFTER -> attempt(node, () -> after(node));
      case FLAG -> flags.add(arg);
      case AWAIT_FLAG ->
          attempt(node, () -> await(Duration.ofMillis(3), () -> flags.contains(arg)));
      case INLINE -> note(node, inline(() -> arg < 0 ? arg : Chance.next()));
      case RANDOM -> note(node, random().nextInt(100));
      case NOW -> note(node, now().toEpochMilli());
      case CHOOSE -> perform(node.parts().get(random().nextInt(node.parts().size())));
      case STATUS -> setStatus("status " + arg);
      case TAG -> addTags("tag" + arg);
      case VERSION -> note(node, version("change " + arg, 0, arg));
      case SCOPE -> scopes.put(arg, Cancellation.scope(() -> startAll(node)));
      case CANCEL_SCOPE -> {
        if (scopes.containsKey(arg)) {
          scopes.get(arg).cancel();
        }
      }
      case DETACHED -> Cancellation.detached(() -> node.parts().forEach(this::perform));
      case TRY ->
          attempt(
              node,
              () -> {
                node.parts().forEach(this::perform);
                return "tried";
              });
      case UNCAUGHT -> start(node.parts().get(0)).await();
      case SEND -> signals.send(arg);
      case CONTINUE -> newContinueAsNew(Program.class).run(node.parts().get(0));
      default -> attempt(node, () -> start(node).await());
    }
  }

  private Deferred<?> start(Node source) {
    int arg = source.arg();
    Program self = getWorkflowById(Program.class, getWorkflowId());
    return switch (source.op()) {
      case TASK -> dispatch(work::task, arg);
      case FLAKY -> dispatch(work::flaky, arg);
      case FAILING -> dispatch(work::failing, arg);
      case BROKEN -> dispatch(work::broken, arg);
      case LOCAL ->
          switch (arg % 4) {
            case 0 -> dispatch(local::flaky, arg);
            case 1 -> dispatch(local::failing, arg);
            default -> dispatch(local::task, arg);
          };
      case TIMER -> timer(Duration.ofMillis(arg));
      case ASYNC -> branch(source.parts(), () -> "async" + arg);
      case AND -> Deferred.and(source.parts().stream().map(this::start).toList());
      case OR -> Deferred.or(source.parts().stream().map(this::start).toList());
      case RECEIVE -> receive(arg);
      case CALL_SELF -> dispatch(self::call, sequence(source));
      case SIGNAL_SELF -> dispatchVoid(self.getSignals()::send, arg);
      case CHILD -> dispatch(newWorkflow(Program.class)::run, sequence(source));
      default -> throw new IllegalArgumentException(source + " is not a source");
    };
  }

  private Deferred<Integer> receive(int how) {
    return switch (Math.floorMod(how, 4)) {
      case 0 -> signals.receive();
      case 1 -> signals.receive(1);
      case 2 -> signals.receive((Integer n) -> n % 2 == 0);
      default -> signals.receive(Integer.class, 2);
    };
  }

  private static Node sequence(Node of) {
    return new Node(Node.Op.SEQUENCE, 0, of.parts());
  }

  private Deferred<String> branch(List<Node> parts, Func0<String> result) {
    return async(
        () -> {
          parts.forEach(this::perform);
          return result.apply();
        });
  }

  /** A branch that says by a field that it has ended, however it has. */
  private Object after(Node node) {
    int number = ++branches;
    Set<Integer> ended = new HashSet<>();
    Deferred<?> branch =
        async(
            () -> {
              try {
                node.parts().forEach(this::perform);
                return number;
              } finally {
                ended.add(number);
              }
            });
    await(() -> ended.contains(number));
    return branch.status();
  }

  private void startAll(Node scope) {
    List<Deferred<?>> started = new ArrayList<>();
    for (Node part : scope.parts()) {
      if (part.op().isSource()) {
        attempt(
            part,
            () -> {
              started.add(start(part));
              return "started";
            });
      } else {
        perform(part);
      }
    }
    if (!started.isEmpty()) {
      kept.put(scope.arg(), started.get(started.size() - 1));
    }
  }

  private String keep(int slot, Deferred<?> deferred) {
    kept.put(slot, deferred);
    return "kept";
  }

  private void attempt(Node node, Callable<?> action) {
    try {
      note(node, action.call());
    } catch (DeferredException e) {
      note(node, e.getClass().getSimpleName());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void note(Node node, Object observed) {
    trace += node.op() + " " + node.arg() + " " + text(observed) + "; ";
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ProgramImpl::text).toList().toString();
    }
    return value instanceof Instant ? "time" : String.valueOf(value);
  }
}

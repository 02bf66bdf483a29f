package io.infinitic.host;

import static io.infinitic.engine.RowKind.RUN;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.memory.MapRows;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.CompleteMethod;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.ParentClosePolicy;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.StartChild;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.WorkflowTaskCompleted;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Feeds messages to both engines and keeps what they ask for. */
abstract class EnginesHarness {

  static final Payload VALUE = new Payload(ByteBuffer.wrap(new byte[] {'1'}), "json", null);
  static final TaskSettings DEFAULT = new TaskSettings(null, 0, 0, List.of(), Map.of(), 0, 0, 0);
  static final Failure BOOM = new Failure("Boom", "no idea", "at Code", null, null);
  static final Duration RETENTION = Duration.ofDays(7);

  final Engines engines = new Engines(RETENTION);
  final MapRows rows = new MapRows();
  final List<Outbound> sent = new ArrayList<>();
  final List<HistoryEvent> history = new ArrayList<>();
  final String runId = Ids.run("order-1", "start");
  long now = 1_000;

  List<Outbound> fold(SpecificRecord body) {
    int before = sent.size();
    engines.fold(
        new Fold(
            rows,
            now++,
            out -> {
              if (out instanceof Outbound.Append append) {
                history.add(append.event());
              } else {
                sent.add(out);
              }
            }),
        new EngineMessage(body));
    return List.copyOf(sent.subList(before, sent.size()));
  }

  static StartWorkflow start(String requestId, ConflictPolicy conflict, ReusePolicy reuse) {
    return new StartWorkflow(
        requestId, "order-1", "Flow", "run", List.of(), conflict, reuse, 0, 0, List.of(), Map.of(),
        "client", false, true, null, null, List.of(), null);
  }

  List<Outbound> start() {
    return fold(start("start", ConflictPolicy.REJECT, ReusePolicy.ALLOW));
  }

  List<Outbound> decide(int number, Command... commands) {
    return decide(number, 1, commands);
  }

  List<Outbound> decide(int number, int attempt, Command... commands) {
    return fold(decided(number, attempt, commands));
  }

  static WorkflowTaskCompleted decided(int number, int attempt, Command... commands) {
    return new WorkflowTaskCompleted(
        "order-1",
        Ids.run("order-1", "start"),
        number,
        attempt,
        0,
        true,
        List.of(commands),
        "worker",
        0,
        List.of(),
        false,
        0,
        null);
  }

  List<Outbound> complete(int command) {
    return complete(command, 1);
  }

  List<Outbound> complete(int command, int attempt) {
    return fold(completed(command, attempt));
  }

  static TaskCompleted completed(int command, int attempt) {
    return new TaskCompleted(
        "order-1", Ids.run("order-1", "start"), command, attempt, VALUE, "worker");
  }

  List<Outbound> fail(int command, int attempt) {
    return fold(
        new TaskFailed(
            "order-1", runId, command, attempt, BOOM, false, false, -1, null, "w", null, null));
  }

  /** Fails the main method by the failure of a task. */
  static Command failBy(int task, int number) {
    return new Command(number, "run", new FailMethod("start", BOOM, false, task));
  }

  static Command task(int number) {
    return new Command(number, "svc.t", new ScheduleTask("svc", "t", List.of(), DEFAULT, null));
  }

  static Command end(int number) {
    return new Command(number, "run", new CompleteMethod("start", VALUE));
  }

  static Command child(int number, ParentClosePolicy policy) {
    return new Command(
        number,
        "child",
        new StartChild(
            "child-1",
            "Flow",
            "run",
            List.of(),
            ConflictPolicy.REJECT,
            ReusePolicy.ALLOW,
            0,
            0,
            null,
            List.of(),
            Map.of(),
            policy,
            null));
  }

  static List<TaskState> dispatched(List<Outbound> outs, TaskKind kind) {
    return outs.stream()
        .filter(Outbound.Dispatch.class::isInstance)
        .map(out -> ((Outbound.Dispatch) out).task())
        .filter(task -> task.kind() == kind)
        .toList();
  }

  static <T> List<T> answers(List<Outbound> outs, Class<T> type) {
    return outs.stream()
        .filter(Outbound.Answer.class::isInstance)
        .map(out -> ((Outbound.Answer) out).reply().body())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  static List<SpecificRecord> toEngine(List<Outbound> outs, String workflowId) {
    return outs.stream()
        .filter(Outbound.ToEngine.class::isInstance)
        .map(Outbound.ToEngine.class::cast)
        .filter(out -> out.workflowId().equals(workflowId))
        .map(out -> (SpecificRecord) out.message().body())
        .toList();
  }

  List<String> historyTypes() {
    return history.stream().map(event -> event.body().getClass().getSimpleName()).toList();
  }

  RunStatus status() {
    return rows.get(runId, RUN, "").status();
  }
}

package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.engine.Ids;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.store.StateStore;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Partitions;
import io.infinitic.transport.TaskId;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.TopicNames;
import io.infinitic.transport.Transport;
import io.infinitic.wire.WireCodec;
import io.infinitic.workers.Flows.Flow;
import io.infinitic.workers.Flows.FlowImpl;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workflows.WorkflowOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/**
 * No message stops a partition or a worker, whoever wrote it: after every few of them, a workflow
 * runs in each partition, and none has been given up meanwhile.
 */
class AnyMessageTest {

  private static final int PARTITIONS = 2;
  private static final int GROUP = 250;
  private static final int MOST_OF_ONE = 3_000;

  /** What is sent, and what it is for people. */
  private record Shot(String name, Consumer<Target> at) {}

  @Test
  void anyFieldOfAMessageToTheEngine() {
    Shots shots = new Shots();
    for (SpecificRecord empty :
        new MessageMutations(Map.of()).bodies(EngineMessage.getClassSchema())) {
      String type = empty.getSchema().getName();
      String id = "any-" + type;
      MessageMutations mutations = new MessageMutations(Target.values(id, type));
      mutations.mutate(
          mutations.record(empty.getSchema()),
          (path, record) -> {
            byte[] bytes = WireCodec.encode(new EngineMessage(record));
            shots.add(
                new Shot(
                    path,
                    target -> {
                      target.prepare(id, type);
                      target.transport.append(id, bytes);
                    }));
          });
    }
    shots.end();
  }

  @Test
  void anyFieldOfAMessageToAWorker() {
    Shots shots = new Shots();
    String task = Service.class.getName();
    Map<String, Object> values = Target.values("any-task", "ExecuteTask");
    MessageMutations mutations = new MessageMutations(values);
    mutations.mutate(
        mutations.record(ExecuteTask.getClassSchema()),
        (path, record) -> {
          byte[] bytes = WireCodec.encode(record);
          shots.add(new Shot(path, target -> target.transport.appendTask(task, "any-task", bytes)));
        });
    mutations.mutate(
        mutations.record(Reply.getClassSchema()), (path, record) -> replies(shots, path, record));
    for (SpecificRecord body : mutations.bodies(Reply.getClassSchema())) {
      mutations.mutate(body, (path, record) -> replies(shots, path, new Reply(record)));
    }
    shots.end();
  }

  @Test
  void anyFieldOfAWorkflowTask() {
    long seed = System.nanoTime();
    System.out.println("AnyMessageTest.anyFieldOfAWorkflowTask seed " + seed);
    Random random = new Random(seed);
    Shots shots = new Shots();
    String flow = Flow.class.getName();
    MessageMutations mutations =
        new MessageMutations(
            Map.of("workflowId", "any-workflow", "workflowName", flow, "fromEvent", 1L));
    mutations.mutate(
        mutations.record(ExecuteWorkflowTask.getClassSchema()),
        (path, record) -> {
          if (random.nextInt(10) == 0) {
            byte[] bytes = WireCodec.encode(record);
            shots.add(
                new Shot(
                    path,
                    target -> target.transport.appendWorkflowTask(flow, "any-workflow", bytes)));
          }
        });
    shots.end();
  }

  private static void replies(Shots shots, String path, SpecificRecord reply) {
    byte[] bytes = WireCodec.encode(reply);
    shots.add(new Shot("Reply " + path, target -> target.reply(bytes)));
  }

  @Test
  void anyBytes() {
    long seed = System.nanoTime();
    System.out.println("AnyMessageTest.anyBytes seed " + seed);
    Random random = new Random(seed);
    Shots shots = new Shots();
    MessageMutations mutations = new MessageMutations(Target.values("any-bytes", ""));
    List<byte[]> good = new ArrayList<>();
    mutations
        .bodies(EngineMessage.getClassSchema())
        .forEach(body -> good.add(WireCodec.encode(new EngineMessage(body))));
    good.add(WireCodec.encode(mutations.record(ExecuteTask.getClassSchema())));
    good.add(WireCodec.encode(mutations.record(ExecuteWorkflowTask.getClassSchema())));
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = changed(good.get(random.nextInt(good.size())), random);
      String name = "bytes " + Arrays.toString(bytes);
      shots.add(
          new Shot(
              name,
              target -> {
                target.transport.append("any-bytes", bytes);
                target.transport.appendTask(Service.class.getName(), "any-bytes", bytes);
                target.reply(bytes);
              }));
    }
    shots.end();
  }

  /** Cut, other bytes, lengths of gigabytes, or nothing that ever was a message. */
  private static byte[] changed(byte[] message, Random random) {
    byte[] bytes = message.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 1 -> {
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      case 2 -> {
        int at = random.nextInt(bytes.length);
        byte[] length = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length.length);
        System.arraycopy(length, 0, longer, at, length.length);
        System.arraycopy(bytes, at, longer, at + length.length, bytes.length - at);
        return longer;
      }
      default -> {
        bytes = new byte[200];
        random.nextBytes(bytes);
      }
    }
    return bytes;
  }

  /** They are sent in groups; a group that does harm is tried again in halves. */
  private static final class Shots {
    private final List<Shot> group = new ArrayList<>();
    private Target target = new Target();
    private int sent;

    void add(Shot shot) {
      group.add(shot);
      if (group.size() == GROUP) {
        send();
      }
    }

    void end() {
      send();
      target.close();
    }

    private void send() {
      String problem = target.take(group);
      assertThat(problem == null ? null : problem + " after " + culprit(group)).isNull();
      sent += group.size();
      group.clear();
      if (sent > MOST_OF_ONE) { // its log keeps all of them
        sent = 0;
        target.close();
        target = new Target();
      }
    }

    /** The one message that does it, if it is one. */
    private static String culprit(List<Shot> group) {
      List<Shot> left = group;
      while (left.size() > 1) {
        List<Shot> half = left.subList(0, left.size() / 2);
        try (Target another = new Target()) {
          left = another.take(half) == null ? left.subList(half.size(), left.size()) : half;
        }
      }
      return left.get(0).name();
    }
  }

  /** An engine and a worker, and what can be seen of their health. */
  private static final class Target implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final InMemoryTransport transport =
        new InMemoryTransport(PARTITIONS, TimeSource.SYSTEM);
    private final InMemoryStore memory = new InMemoryStore();
    private final AtomicInteger taken = new AtomicInteger();
    private final List<String> addresses = new CopyOnWriteArrayList<>();
    private final List<String> topics = new CopyOnWriteArrayList<>();
    private final InfiniticWorker worker;
    private int runs;

    Target() {
      worker =
          InfiniticWorker.builder()
              .setTransport(watched())
              .setEngine(counted())
              .addService(Service.class, ServiceImpl.class)
              .addWorkflow(Flow.class, FlowImpl.class)
              .build();
      worker.startAsync();
    }

    static Map<String, Object> values(String workflowId, String type) {
      String runId = Ids.run(workflowId, "start");
      return Map.ofEntries(
          Map.entry("workflowId", workflowId),
          Map.entry("runId", runId),
          Map.entry("workflowName", type.equals("ExecuteTask") ? "other" : "Unhosted"),
          Map.entry("service", type.equals("ExecuteTask") ? Service.class.getName() : "Unhosted"),
          Map.entry("task", type.equals("ExecuteTask") ? "inc" : "do"),
          Map.entry("taskId", TaskId.of(workflowId, runId, 1).toString()),
          Map.entry("cron", "0 3 * * *"),
          Map.entry("encoding", "json"),
          Map.entry("fromEvent", 1L),
          Map.entry("throughEvent", 2L),
          Map.entry("part", 0),
          Map.entry("timerId", "u/0000000002"));
    }

    /** The run that the message is for, with a task where it is for a task. */
    void prepare(String workflowId, String type) {
      StartWorkflow start =
          ((StartWorkflow)
                  new MessageMutations(values(workflowId, type))
                      .record(StartWorkflow.getClassSchema()))
              .withRequestId("start")
              .withCron(null)
              .withStartDelayMillis(0)
              .withTimeoutMillis(0)
              .withSignals(List.of())
              .withCaller(null)
              .withConflict(io.infinitic.schemas.ConflictPolicy.TERMINATE_EXISTING)
              .withValidator(null);
      transport.append(workflowId, WireCodec.encode(new EngineMessage(start)));
      if (!type.equals("WorkflowTaskCompleted")) {
        Payload one = new Payload(ByteBuffer.wrap(new byte[] {'1'}), "json", null);
        TaskSettings settings = new TaskSettings(null, 0, 0, List.of(), Map.of(), 0, 0, 0);
        ScheduleTask task = new ScheduleTask("Unhosted", "do", List.of(one), settings, null);
        transport.append(
            workflowId,
            WireCodec.encode(
                new EngineMessage(
                    new WorkflowTaskCompleted(
                        workflowId,
                        Ids.run(workflowId, "start"),
                        1,
                        1,
                        0,
                        true,
                        List.of(new Command(1, "do", task)),
                        "worker",
                        0,
                        List.of(),
                        false,
                        0,
                        null))));
      }
    }

    void reply(byte[] bytes) {
      addresses.forEach(address -> transport.appendReply(address, bytes));
    }

    /** Null if all is well after it. */
    String take(List<Shot> group) {
      group.forEach(shot -> shot.at().accept(this));
      InfiniticClient client = worker.getClient();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        String id = "health-" + runs++;
        while (Partitions.of(id, PARTITIONS) != partition) {
          id = "health-" + runs++;
        }
        Flow flow = client.newWorkflow(Flow.class, WorkflowOptions.defaults().withWorkflowId(id));
        try {
          client
              .dispatchAsync(flow::sequence, 2)
              .get(10, java.util.concurrent.TimeUnit.SECONDS)
              .await(LIMIT);
        } catch (Exception e) {
          return "partition " + partition + " does not go on: " + e;
        }
      }
      if (!topics.isEmpty()) {
        return "no topic can be made for " + topics;
      }
      return taken.get() == PARTITIONS ? null : "a partition was given up";
    }

    /** A broker makes no topic for some names. */
    private Transport watched() {
      return new ForwardingTransport(transport) {
        @Override
        public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
          String name =
              to instanceof Destination.Tasks tasks
                  ? tasks.service()
                  : to instanceof Destination.WorkflowTasks tasks
                      ? tasks.workflow()
                      : to instanceof Destination.Replies replies ? replies.address() : "";
          if (TopicNames.problem(name) != null) {
            topics.add(to.getClass().getSimpleName() + " " + TopicNames.problem(name));
          }
          return super.send(to, message);
        }

        @Override
        public Listening listen(String address, Consumer<Reply> listener) {
          addresses.add(address);
          return super.listen(address, listener);
        }
      };
    }

    private StateStore counted() {
      return (StateStore)
          Proxy.newProxyInstance(
              StateStore.class.getClassLoader(),
              new Class<?>[] {StateStore.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("open")) {
                  taken.incrementAndGet();
                }
                try {
                  return method.invoke(memory, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    @Override
    public void close() {
      worker.close();
    }
  }
}

package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.exceptions.WorkflowTerminatedException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ForTag;
import io.infinitic.schemas.SendSignal;
import io.infinitic.transport.Destination;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client asks again although the engine has heard it: the repetition comes late. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RepeatedRequestsTest {

  public interface Job {
    String work();

    SendChannel<String> getNotes();
  }

  public static class JobImpl extends Workflow implements Job {
    private final Channel<String> notes = channel();

    @Override
    public String work() {
      String all = "";
      for (String note = ""; !note.equals("end"); all += note) {
        note = notes.receive().await();
      }
      return all;
    }

    @Override
    public SendChannel<String> getNotes() {
      return notes;
    }
  }

  /** Keeps what was sent to the engine, so that it can be sent again. */
  private static final class Repeating extends ForwardingTransport {
    private final ConcurrentLinkedQueue<Runnable> again = new ConcurrentLinkedQueue<>();

    Repeating(Transport transport) {
      super(transport);
    }

    @Override
    public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
      if (message instanceof EngineMessage m
          && (m.body() instanceof ForTag || m.body() instanceof SendSignal)) {
        again.add(() -> transport.send(to, message));
      }
      return transport.send(to, message);
    }

    void repeat() {
      List.copyOf(again).forEach(Runnable::run);
      transport.flush();
    }
  }

  private final InMemoryTransport memory = new InMemoryTransport(2, TimeSource.SYSTEM);
  private final Repeating transport = new Repeating(memory);

  private InfiniticWorker worker() {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(memory)
            .setEngine(new InMemoryStore())
            .addWorkflow(Job.class, JobImpl.class)
            .build();
    worker.startAsync();
    return worker;
  }

  @Test
  void requestByTagActsOnThoseThatHadTheTag() {
    try (InfiniticWorker worker = worker();
        InfiniticClient client = InfiniticClient.builder().setTransport(transport).build()) {
      List<Deferred<String>> before = startTagged(client);
      client.terminate(client.getWorkflowByTag(Job.class, "batch"), "all anew");
      before.forEach(
          job -> assertThatThrownBy(job::await).isInstanceOf(WorkflowTerminatedException.class));

      List<Deferred<String>> after = startTagged(client);
      transport.repeat();
      client.getWorkflowByTag(Job.class, "batch").getNotes().send("end");
      after.forEach(job -> assertThat(job.await()).isEqualTo("end"));
    }
  }

  private static List<Deferred<String>> startTagged(InfiniticClient client) {
    Job stub = client.newWorkflow(Job.class, Set.of("batch"));
    List<Deferred<String>> started = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      started.add(client.dispatch(stub::work));
    }
    return started;
  }

  @Test
  void signalsAreTakenOnce() {
    try (InfiniticWorker worker = worker();
        InfiniticClient client = InfiniticClient.builder().setTransport(transport).build()) {
      List<Deferred<String>> jobs = startTagged(client);
      for (String note : List.of("a", "b", "c")) {
        jobs.forEach(job -> notes(client, job).send(note));
        transport.repeat();
      }
      jobs.forEach(job -> notes(client, job).send("end"));
      jobs.forEach(job -> assertThat(job.await()).isEqualTo("abcend"));
    }
  }

  private static SendChannel<String> notes(InfiniticClient client, Deferred<String> job) {
    return client.getWorkflowById(Job.class, job.getId()).getNotes();
  }
}

package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker keeps of runs that were ended from outside: nothing. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EndedRunsTest {

  private static final int RUNS = 80;

  public interface Patient {
    String waits();

    SendChannel<String> getNotes();
  }

  public static class PatientImpl extends Workflow implements Patient {
    private final Channel<String> notes = channel();

    @Override
    public String waits() {
      return stayHereUntilTold();
    }

    private String stayHereUntilTold() {
      return notes.receive().await();
    }

    @Override
    public SendChannel<String> getNotes() {
      return notes;
    }
  }

  private static long waitingThreads() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            stack ->
                Arrays.stream(stack)
                    .anyMatch(
                        frame ->
                            frame.getClassName().equals(PatientImpl.class.getName())
                                && frame.getMethodName().equals("stayHereUntilTold")))
        .count();
  }

  @Test
  void terminatedRunsLeaveTheirThreadsAtOnce() {
    InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setEngine(new InMemoryStore())
            .setCacheSize(1_000)
            .addWorkflow(Patient.class, PatientImpl.class)
            .build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      for (int i = 0; i < RUNS; i++) {
        Patient patient =
            client.newWorkflow(
                Patient.class,
                WorkflowOptions.defaults().withWorkflowId("p" + i).withTags(Set.of("all")));
        client.dispatch(patient::waits);
      }
      for (int i = 0; i < RUNS; i++) {
        Patient patient = client.getWorkflowById(Patient.class, "p" + i);
        ScenarioSuite.until(() -> !client.describe(patient).waits().isEmpty());
      }
      client.terminate(client.getWorkflowByTag(Patient.class, "all"), "no longer needed");
      ScenarioSuite.until(() -> waitingThreads() == 0);
      assertThat(client.getIds(client.getWorkflowByTag(Patient.class, "all"))).isEmpty();
    }
  }
}

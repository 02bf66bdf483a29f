package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.IncidentType;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowState;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Deferreds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Which tasks come first, and which need a person. */
public abstract class TaskOrderScenarios extends Scenarios {

  /** One at a time. */
  public interface Counter {
    String serve(String day, String customer);
  }

  /** The first customer keeps the counter busy until it is opened. */
  public static class CounterImpl implements Counter {
    private static final Map<String, List<String>> SERVED = new ConcurrentHashMap<>();

    @Override
    public String serve(String day, String customer) {
      List<String> served = SERVED.computeIfAbsent(day, d -> new CopyOnWriteArrayList<>());
      if (!served.contains(customer)) {
        served.add(customer);
      }
      if (customer.equals("first")) {
        ServiceImpl.open(day + "-begun");
        new ServiceImpl().slow(day);
      }
      return customer;
    }
  }

  @Test
  void urgentTasksAreTakenFirst() {
    String day = key();
    var result =
        start(
            key(),
            w -> {
              Counter counter = newService(Counter.class);
              Counter urgent = newService(Counter.class, TaskOptions.defaults().withPriority(1));
              Counter background =
                  newService(Counter.class, TaskOptions.defaults().withPriority(-1));
              List<Deferred<String>> all = new ArrayList<>();
              all.add(dispatch(counter::serve, day, "first"));
              newService(Service.class).slow(day + "-begun"); // the first is served
              all.add(dispatch(background::serve, day, "background"));
              for (int i = 0; i < 30; i++) {
                all.add(dispatch(counter::serve, day, "usual " + i));
              }
              all.add(dispatch(urgent::serve, day, "urgent"));
              newService(Service.class).echo("all are on their way");
              newService(Service.class).touch(day + "-all");
              return "" + Deferred.and(all).await().size();
            });
    untilCalled(day + "-all");
    ServiceImpl.open(day);
    assertThat(result.await()).isEqualTo("33");
    List<String> served = CounterImpl.SERVED.get(day);
    assertThat(served).hasSize(33).startsWith("first");
    assertThat(served.indexOf("urgent")).isLessThan(served.indexOf("usual 29"));
    assertThat(served.indexOf("background")).isGreaterThan(served.indexOf("usual 15"));
  }

  @Test
  void failedTaskIsAnIncidentUntilItsRetrySucceeds() {
    String key = key();
    String id = key();
    var result = start(id, w -> newService(Service.class).broken(key));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowFailedException.class);
    until(() -> describe(id).incidents().size() == 1);
    WorkflowDescription.Incident incident = describe(id).incidents().get(0);
    assertThat(incident.type()).isEqualTo(IncidentType.TASK_FAILED);
    assertThat(incident.message()).contains(Service.class.getName(), id, "retryTasks");
    assertThat(incident.failure().orElseThrow().getStackTrace()).contains("ServiceImpl");
    assertThat(withIncidents(id)).hasSize(1);

    ServiceImpl.open(key);
    client().retryTasks(at(id), incident.taskId().orElseThrow());
    assertThat(result.await()).isEqualTo("repaired");
    untilState(id, WorkflowState.COMPLETED);
    assertThat(describe(id).incidents()).isEmpty();
    assertThat(withIncidents(id)).isEmpty();
  }

  private List<WorkflowSummary> withIncidents(String id) {
    return client().list(WorkflowQuery.all().withIdPrefix(id).withIncidents()).items();
  }

  @Test
  void failureThatTheWorkflowGotOverIsNoIncidentOfTheEndedRun() {
    String key = key();
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              Deferred<String> broken = dispatch(service::broken, key);
              return "" + Deferreds.or(broken, dispatch(service::echo, "fine")).await();
            });
    assertThat(result.await()).isEqualTo("fine");
    untilState(id, WorkflowState.COMPLETED);
    assertThat(describe(id).incidents()).isEmpty();
  }
}

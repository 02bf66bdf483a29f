package io.infinitic.workers.scenarios;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowState;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.Script;
import io.infinitic.workers.ScenarioSuite;
import io.infinitic.workflows.WorkflowOptions;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;

/** Scenarios of one theme, run in each configuration. */
@Timeout(value = 10, unit = TimeUnit.SECONDS)
public abstract class Scenarios {

  /** The configuration. */
  protected abstract ScenarioSuite suite();

  final InfiniticClient client() {
    return suite().client();
  }

  static String key() {
    return UUID.randomUUID().toString();
  }

  /** Runs code as a workflow. */
  final String run(Script script) {
    return start(key(), script).await();
  }

  /** Starts code as a workflow with that id. */
  final Deferred<String> start(String id, Script script) {
    return start(WorkflowOptions.defaults().withWorkflowId(id), script);
  }

  final Deferred<String> start(WorkflowOptions options, Script script) {
    Lambda workflow = client().newWorkflow(Lambda.class, options);
    return client().dispatch(workflow::run, Lambdas.named(script));
  }

  /** The run with the id. */
  final Lambda at(String id) {
    return client().getWorkflowById(Lambda.class, id);
  }

  final WorkflowDescription describe(String id) {
    return client().describe(at(id));
  }

  final WorkflowDescription untilState(String id, WorkflowState state) {
    until(() -> describe(id).state() == state);
    return describe(id);
  }

  final void untilCalled(String key) {
    until(() -> ServiceImpl.calls(key) > 0);
  }

  final void until(BooleanSupplier condition) {
    ScenarioSuite.until(condition);
  }

  /** The run ends STUCK with that in its incident; it is then terminated. */
  final String stuckBy(Script script) {
    String id = key();
    start(id, script);
    String incident = untilState(id, WorkflowState.STUCK).incidents().get(0).message();
    client().terminate(at(id), "end of test");
    return incident;
  }
}

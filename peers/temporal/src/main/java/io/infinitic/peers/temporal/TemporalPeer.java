package io.infinitic.peers.temporal;

import io.infinitic.peers.Peer;
import io.infinitic.peers.Results;
import io.infinitic.peers.Versions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.util.concurrent.CompletableFuture;

/**
 * The SDK's client and worker, and the test server that comes with the SDK, all in this process.
 * That server keeps everything in memory: it is NOT durable, and tells nothing about the speed of a
 * Temporal cluster with its database. It shows what the SDK and its protocol cost.
 *
 * <ul>
 *   <li>time skipping off: time passes as it does
 *   <li>4,000 workflows and threads in the cache in place of 600: all that are open, as none should
 *       be replayed
 *   <li>200 activities, local activities and workflow tasks at a time, as by default
 *   <li>10 pollers for workflow tasks and for activities, in place of 5
 *   <li>callers of the 16 client threads get a future, so nobody waits for results one by one
 * </ul>
 */
final class TemporalPeer implements Peer {

  private static final String QUEUE = "peers";
  private static final int CACHE = 4_000;
  private static final int POLLERS = 10;

  private final TestWorkflowEnvironment environment;
  private final WorkflowClient client;
  private final boolean local;

  private TemporalPeer(TestWorkflowEnvironment environment, boolean local) {
    this.environment = environment;
    this.local = local;
    client = environment.getWorkflowClient();
  }

  static TemporalPeer start(boolean local) {
    TestWorkflowEnvironment environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder()
                        .setWorkflowCacheSize(CACHE)
                        .setMaxWorkflowThreadCount(CACHE)
                        .build())
                .build());
    Worker worker =
        environment.newWorker(
            QUEUE,
            WorkerOptions.newBuilder()
                .setMaxConcurrentWorkflowTaskPollers(POLLERS)
                .setMaxConcurrentActivityTaskPollers(POLLERS)
                .build());
    worker.registerWorkflowImplementationTypes(PassesWorkflow.class);
    Pass pass = text -> text;
    worker.registerActivitiesImplementations(pass);
    environment.start();
    return new TemporalPeer(environment, local);
  }

  @Override
  public Run start(int tasks, String text) {
    Passes passes =
        client.newWorkflowStub(
            Passes.class, WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build());
    CompletableFuture<String> result = WorkflowClient.execute(passes::run, tasks, local, text);
    return () -> Results.check(text, result.get());
  }

  @Override
  public String version() {
    return "Temporal Java SDK %s, test server %s"
        .formatted(Versions.of("temporal-sdk"), Versions.of("temporal-test-server"));
  }

  @Override
  public void close() {
    environment.close();
  }
}

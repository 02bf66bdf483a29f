package io.infinitic.workers;

import io.infinitic.schemas.HostedService;
import io.infinitic.schemas.HostedTask;
import io.infinitic.schemas.HostedWorkflow;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.WorkerPresent;
import io.infinitic.schemas.WorkersAsked;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import io.infinitic.workers.tasks.TaskWorker;
import io.infinitic.workers.workflows.WorkflowWorker;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells whoever asks what a worker runs. */
final class Attendance implements AutoCloseable {

  private static final int MOST_TASKS = 1_000;

  private record RunsWorkflow(WorkflowVersions versions, WorkflowWorker worker, Slots slots) {
    HostedWorkflow hosted() {
      return new HostedWorkflow(
          versions.name(), versions.numbers(), worker.build(), slots.total(), slots.busy());
    }
  }

  private final Transport transport;
  private final String worker;
  private final boolean isEngine;
  private final long startedAtMillis = System.currentTimeMillis();
  private final Map<String, TaskWorker> services = new LinkedHashMap<>();
  private final Map<String, RunsWorkflow> workflows = new LinkedHashMap<>();
  private Transport.Listening listening = () -> {};

  /**
   * @param isEngine whether the worker takes part in the ownership of partitions
   */
  Attendance(Transport transport, String worker, boolean isEngine) {
    this.transport = transport;
    this.worker = worker;
    this.isEngine = isEngine;
  }

  void add(String service, TaskWorker tasks) {
    services.put(service, tasks);
  }

  void add(WorkflowVersions versions, WorkflowWorker workflow, Slots slots) {
    workflows.put(versions.name(), new RunsWorkflow(versions, workflow, slots));
  }

  /** From now on; nothing is added any more. */
  void begin() {
    listening = transport.attend(worker, this::answer);
  }

  @Override
  public void close() {
    listening.close();
  }

  private void answer(WorkersAsked question) {
    transport.send(
        new Destination.Replies(question.replyTo()), new Reply(present(question.requestId())));
    transport.flush();
  }

  private WorkerPresent present(String requestId) {
    List<HostedTask> running =
        services.values().stream()
            .flatMap(tasks -> tasks.running().stream())
            .sorted(Comparator.comparingLong(HostedTask::sinceMillis))
            .limit(MOST_TASKS)
            .toList();
    return new WorkerPresent(
        requestId,
        worker,
        ThisProcess.host(),
        ProcessHandle.current().pid(),
        startedAtMillis,
        services.entrySet().stream().map(Attendance::hosted).toList(),
        workflows.values().stream().map(RunsWorkflow::hosted).toList(),
        isEngine,
        running);
  }

  private static HostedService hosted(Map.Entry<String, TaskWorker> service) {
    Slots slots = service.getValue().slots();
    return new HostedService(service.getKey(), slots.total(), slots.busy());
  }
}

package io.infinitic.clients;

import io.infinitic.schemas.WorkerPresent;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Which workers are there: the broker knows their names, and each tells the rest. Where a broker
 * does not say who is connected, those that answer are known.
 */
record Roster(Transport transport, Calls calls) {

  /** So long after they are asked, a worker is taken for one that does not answer. */
  private static final long PATIENCE_MILLIS = 2_000;

  CompletableFuture<List<ConnectedWorker>> workers() {
    return receivers(new Destination.Workers())
        .thenCompose(
            names -> {
              int expected = names.map(Set::size).orElse(Integer.MAX_VALUE);
              return calls
                  .askWorkers(expected, PATIENCE_MILLIS)
                  .thenApply(answers -> merge(names.orElse(Set.of()), answers));
            });
  }

  private static List<ConnectedWorker> merge(Set<String> names, List<WorkerPresent> answers) {
    List<ConnectedWorker> workers = new ArrayList<>();
    Set<String> silent = new TreeSet<>(names);
    for (WorkerPresent answer : answers) {
      silent.remove(answer.worker());
      workers.add(of(answer));
    }
    for (String name : silent) {
      workers.add(
          new ConnectedWorker(
              name, false, "", 0, Instant.EPOCH, false, List.of(), List.of(), List.of()));
    }
    workers.sort(Comparator.comparing(ConnectedWorker::name));
    return List.copyOf(workers);
  }

  private static ConnectedWorker of(WorkerPresent worker) {
    return new ConnectedWorker(
        worker.worker(),
        true,
        worker.host(),
        worker.processId(),
        Instant.ofEpochMilli(worker.startedAtMillis()),
        worker.isEngine(),
        worker.services().stream()
            .map(s -> new ConnectedWorker.Service(s.name(), s.slots(), s.busy()))
            .toList(),
        worker.workflows().stream()
            .map(
                w ->
                    new ConnectedWorker.Workflow(
                        w.name(), List.copyOf(w.versions()), w.build(), w.slots(), w.busy()))
            .toList(),
        worker.tasks().stream()
            .map(
                t ->
                    new ConnectedWorker.RunningTask(
                        t.name(),
                        t.taskId(),
                        t.workflowId(),
                        t.attempt(),
                        Instant.ofEpochMilli(t.sinceMillis())))
            .toList());
  }

  /** Names of the workers that receive what is sent there; empty if the broker does not tell. */
  CompletableFuture<Optional<Set<String>>> receivers(Destination to) {
    return transport
        .receivers(to)
        .thenApply(Optional::of)
        .completeOnTimeout(Optional.empty(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .exceptionally(error -> Optional.empty());
  }
}

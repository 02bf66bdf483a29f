package io.infinitic.clients;

import io.infinitic.transport.Destination;
import io.infinitic.transport.Priority;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why what waits for a worker waits. To be made for each look: workers are asked once. */
final class Shortages {

  /** How many slots a worker, or all of them, have for something. */
  private record Load(int slots, int busy) {}

  /** Reasons begin so if a worker has to be started. */
  static final String NO_WORKER = "no worker ";

  private final Roster roster;
  private @Nullable CompletableFuture<List<ConnectedWorker>> workers;

  Shortages(Roster roster) {
    this.roster = roster;
  }

  /** Of tasks of a service; empty if a worker should take the next one. */
  CompletableFuture<Optional<String>> ofService(String service) {
    return of(
        new Destination.Tasks(service, Priority.NORMAL),
        "service " + service,
        all ->
            busy(
                "service " + service,
                all.stream()
                    .flatMap(worker -> worker.services().stream())
                    .filter(one -> one.name().equals(service))
                    .map(one -> new Load(one.slots(), one.busy()))));
  }

  /**
   * Of decisions and queries of a workflow; empty if a worker should take the next one.
   *
   * @param version the version of its class that the run has, if it has one yet
   */
  CompletableFuture<Optional<String>> ofWorkflow(String workflow, OptionalInt version) {
    return of(
        new Destination.WorkflowTasks(workflow, ""),
        "workflow " + workflow,
        all -> {
          List<ConnectedWorker.Workflow> hosted =
              all.stream()
                  .flatMap(worker -> worker.workflows().stream())
                  .filter(one -> one.name().equals(workflow))
                  .toList();
          return missing(workflow, hosted, version)
              .or(
                  () ->
                      busy(
                          "workflow " + workflow,
                          hosted.stream().map(one -> new Load(one.slots(), one.busy()))));
        });
  }

  private CompletableFuture<Optional<String>> of(
      Destination to, String what, Function<List<ConnectedWorker>, Optional<String>> problem) {
    return roster
        .receivers(to)
        .thenCompose(
            names ->
                names.map(Set::isEmpty).orElse(false)
                    ? CompletableFuture.completedFuture(
                        Optional.of(NO_WORKER + "is connected for " + what))
                    : workers().thenApply(all -> problem.apply(all)));
  }

  private synchronized CompletableFuture<List<ConnectedWorker>> workers() {
    if (workers == null) {
      workers = roster.workers();
    }
    return workers;
  }

  private static Optional<String> missing(
      String workflow, List<ConnectedWorker.Workflow> hosted, OptionalInt version) {
    Set<Integer> versions = new TreeSet<>();
    hosted.forEach(one -> versions.addAll(one.versions()));
    return hosted.isEmpty() || version.isEmpty() || versions.contains(version.getAsInt())
        ? Optional.empty()
        : Optional.of(
            (NO_WORKER + "has version %d of workflow %s: those that are connected have %s")
                .formatted(version.getAsInt(), workflow, versions));
  }

  private static Optional<String> busy(String what, Stream<Load> loads) {
    Load sum =
        loads.reduce(
            new Load(0, 0), (a, b) -> new Load(a.slots() + b.slots(), a.busy() + b.busy()));
    return sum.slots() == 0 || sum.busy() < sum.slots()
        ? Optional.empty()
        : Optional.of(
            (sum.slots() == 1 ? "1 of 1 slot for %3$s is busy" : "%d of %d slots for %s are busy")
                .formatted(sum.busy(), sum.slots(), what));
  }
}

package io.infinitic.clients;

import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.PendingTask;
import io.infinitic.schemas.RunDescription;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.values.ReplyInbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Descriptions of runs: what the engine knows, and why no worker takes what waits for one. */
record RunDescriptions(Calls calls, Replies replies, Roster roster) {

  CompletableFuture<WorkflowDescription> describe(RunAddress run) {
    return known(run)
        .thenCompose(
            known -> problems(known).thenApply(problems -> Descriptions.of(known, problems)));
  }

  /** What the engine knows. */
  CompletableFuture<RunDescription> known(RunAddress run) {
    String requestId = ReplyInbox.newRequestId();
    var request = new DescribeWorkflow(requestId, run.workflowId(), calls.replyTo(), run.runId());
    return calls
        .ask(requestId, run.workflowId(), request)
        .thenApply(
            reply -> {
              if (reply instanceof RunDescription description) {
                return description;
              }
              throw replies.refused(reply, "");
            });
  }

  /** By id of the task. */
  private CompletableFuture<Map<String, String>> problems(RunDescription description) {
    Shortages shortages = new Shortages(roster);
    Map<String, CompletableFuture<Optional<String>>> ofServices = new HashMap<>();
    Map<String, String> problems = new ConcurrentHashMap<>();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (PendingTask task : description.tasks()) {
      if (task.phase() == TaskPhase.DISPATCHED) {
        all.add(
            ofServices
                .computeIfAbsent(task.service(), shortages::ofService)
                .thenAccept(why -> why.ifPresent(text -> problems.put(task.taskId(), text))));
      }
    }
    PendingTask workflowTask = description.workflowTask();
    if (workflowTask != null && mayLackAWorker(workflowTask)) {
      RunState run = description.run();
      boolean isWaiting = workflowTask.phase() == TaskPhase.DISPATCHED;
      all.add(
          shortages
              .ofWorkflow(run.workflowName(), version(run))
              .thenAccept(
                  why ->
                      why.filter(text -> isWaiting || text.startsWith(Shortages.NO_WORKER))
                          .ifPresent(text -> problems.put(workflowTask.taskId(), text))));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(done -> problems);
  }

  /** Workers that do not have the version of a run take its tasks nevertheless, and fail them. */
  private static boolean mayLackAWorker(PendingTask workflowTask) {
    return workflowTask.phase() == TaskPhase.DISPATCHED
        || workflowTask.phase() == TaskPhase.BACKOFF;
  }

  /** It has one from its first decision on. */
  static OptionalInt version(RunState run) {
    return run.decidedThrough() == 0 ? OptionalInt.empty() : OptionalInt.of(run.version());
  }
}

package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.BUFFERED;
import static io.infinitic.engine.RowKind.RECENT_OF_WORKFLOW;
import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.SENDER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Recent;
import io.infinitic.schemas.BufferedEvent;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.SenderMark;
import io.infinitic.schemas.SignalReceived;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signals. Those of one sender to one workflow id are numbered, and one row a sender says which
 * numbers were accepted and which refused, so that a repetition is answered as the signal was. They
 * may come out of order: a number that is missing between others is a signal that has not come yet.
 */
record Signals(Runs runs) {

  private static final Recent OF_CLIENTS =
      Recent.of("sending-client", RECENT_OF_WORKFLOW, 10 * Recent.MINUTE);
  private static final Recent OF_RUNS =
      Recent.of("sending-run", RECENT_OF_WORKFLOW, 24 * Recent.HOUR);
  private static final long RENEWED_AFTER_MILLIS = 60_000;

  void handle(Fold fold, SendSignal message) {
    var request =
        new Runs.Request(
            message.requestId(), message.workflowId(), message.replyTo(), message.caller());
    SenderMark mark = mark(fold, message.workflowId(), message.sender());
    if (mark != null) {
      if (Ranges.contains(mark.refused(), message.sequence())) {
        request.unknown(fold, "its run has ended");
        return;
      } else if (Ranges.contains(mark.accepted(), message.sequence())) {
        accepted(fold, mark, message, request);
        return;
      } else if (Ranges.isBefore(mark.accepted(), message.sequence())) {
        forgotten(fold, mark, message, request);
        return;
      }
    }
    RunState latest = Runs.latest(fold, message.workflowId());
    if (latest == null) {
      request.unknown(fold, "there is no run"); // and nothing to remember it by
      return;
    }
    boolean isOpen = Runs.isOpen(latest);
    remember(fold, mark, message, latest.runId(), isOpen);
    runs.openRun(fold, latest, request)
        .ifPresent(
            run -> {
              run.signal(
                  new SignalReceived(message.requestId(), message.channel(), message.signal()),
                  request,
                  message.sender(),
                  message.sequence());
              run.save();
            });
  }

  private static void accepted(
      Fold fold, SenderMark mark, SendSignal message, Runs.Request request) {
    boolean waits =
        fold.rows().all(mark.runId(), BUFFERED).values().stream()
            .anyMatch(event -> message.requestId().equals(event.requestId()));
    if (waits) {
      return; // the first one will be answered
    }
    RunState run = fold.rows().get(mark.runId(), RUN, "");
    if (run == null) {
      request.unknown(fold, "its run has ended");
    } else {
      request.accepted(fold, run, "");
    }
  }

  /**
   * The signals of a client arrive in their order, so this is a repetition; those of runs may not.
   */
  private static void forgotten(
      Fold fold, SenderMark mark, SendSignal message, Runs.Request request) {
    if (message.caller() == null) {
      accepted(fold, mark, message, request);
    } else {
      request.unknown(
          fold,
          "it comes after so many later signals of its sender that nobody knows whether it has come"
              + " before");
    }
  }

  private static @Nullable SenderMark mark(Fold fold, String workflowId, String sender) {
    SenderMark mark = fold.rows().get(workflowId, SENDER, sender);
    if (mark == null || !mark.accepted().isEmpty() || !mark.refused().isEmpty()) {
      return mark;
    }
    // Written by a version that knew the last number only.
    long from = mark.refusedFrom();
    return from == 0
        ? mark.withAccepted(List.of(1L, mark.sequence()))
        : mark.withAccepted(from == 1 ? List.of() : List.of(1L, from - 1))
            .withRefused(List.of(from, mark.sequence()));
  }

  private static void remember(
      Fold fold, @Nullable SenderMark before, SendSignal message, String runId, boolean accepted) {
    String sender = message.sender();
    if (sender.isEmpty()) {
      return; // by tag: the whole request is remembered
    }
    String workflowId = message.workflowId();
    long number = message.sequence();
    SenderMark mark =
        before == null
            ? new SenderMark(number, runId, 0, List.of(), List.of(), 0)
            : before
                .withSequence(Math.max(number, before.sequence()))
                .withRunId(accepted ? runId : before.runId());
    mark =
        accepted
            ? mark.withAccepted(Ranges.with(mark.accepted(), number))
            : mark.withRefused(Ranges.with(mark.refused(), number));
    boolean renews = mark.atMillis() == 0 || mark.atMillis() <= fold.now() - RENEWED_AFTER_MILLIS;
    Recent recent = message.caller() == null ? OF_CLIENTS : OF_RUNS;
    if (renews && OF_CLIENTS.isUnused(fold, workflowId) && OF_RUNS.isUnused(fold, workflowId)) {
      fold.rows()
          .all(workflowId, SENDER)
          .keySet()
          .forEach(id -> add(fold, recent, workflowId, id)); // of a version that kept them all
    }
    fold.rows().put(workflowId, SENDER, sender, renews ? mark.withAtMillis(fold.now()) : mark);
    if (renews) {
      add(fold, recent, workflowId, sender);
    }
  }

  private static void add(Fold fold, Recent recent, String workflowId, String sender) {
    recent.add(
        fold,
        workflowId,
        sender,
        Recent.ROW,
        (id, through) -> {
          SenderMark mark = fold.rows().get(workflowId, SENDER, id);
          if (mark != null && mark.atMillis() <= through) {
            fold.rows().remove(workflowId, SENDER, id);
          }
        });
  }

  /** A signal that waited to be taken is not: its run has ended. */
  static void refuse(Fold fold, RunState run, BufferedEvent event) {
    RunFold.request(run, event).unknown(fold, "its run has ended");
    SenderMark mark = event.sender() == null ? null : mark(fold, run.workflowId(), event.sender());
    if (mark != null) {
      fold.rows()
          .put(
              run.workflowId(),
              SENDER,
              event.sender(),
              mark.withAccepted(Ranges.without(mark.accepted(), event.sequence()))
                  .withRefused(Ranges.with(mark.refused(), event.sequence())));
    }
  }
}

package io.infinitic.clients;

import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.TaskUnknownException;
import io.infinitic.runtime.Millis;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.ReportAlive;
import io.infinitic.schemas.ReportCompleted;
import io.infinitic.schemas.ReportFailed;
import io.infinitic.schemas.TaskReport;
import io.infinitic.schemas.TaskReported;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.transport.TaskId;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What this process says of tasks that workers have delegated. */
record DelegatedTasks(Calls calls, Payloads payloads) {

  CompletableFuture<Void> complete(String service, String taskId, @Nullable Object result) {
    return report(service, taskId, new ReportCompleted(payload(result, service)));
  }

  CompletableFuture<Void> fail(String service, String taskId, Throwable thrown) {
    TaskFailure said = thrown instanceof TaskFailure failure ? failure : null;
    return report(
        service,
        taskId,
        new ReportFailed(
            Failures.write(thrown, payloads),
            said == null || said.isRetryable(),
            said == null ? -1 : said.getRetryAfter().map(Millis::of).orElse(-1L),
            kinds(thrown)));
  }

  /** A policy may name a class that the exception extends. */
  private static List<String> kinds(Throwable thrown) {
    List<String> kinds = new ArrayList<>();
    for (Class<?> type = thrown.getClass().getSuperclass();
        type != null && type != Object.class;
        type = type.getSuperclass()) {
      kinds.add(type.getName());
    }
    return kinds;
  }

  CompletableFuture<Void> heartbeat(String service, String taskId, @Nullable Object details) {
    return report(
        service, taskId, new ReportAlive(details == null ? null : payload(details, service)));
  }

  /** By the value's own class: the type that the task declares is not known here. */
  private Payload payload(@Nullable Object value, String service) {
    return payloads.writeForReader(
        value,
        value == null ? Object.class : value.getClass(),
        "a value for a delegated task of " + service);
  }

  private CompletableFuture<Void> report(String service, String taskId, SpecificRecord report) {
    TaskId task = TaskId.parse(taskId);
    String requestId = ReplyInbox.newRequestId();
    return calls
        .ask(requestId, task, new TaskReport(requestId, taskId, service, calls.replyTo(), report))
        .thenApply(
            reply -> {
              TaskReported reported = (TaskReported) reply;
              if (reported.refused() != null) {
                throw new TaskUnknownException(
                    service,
                    reported.task() == null ? "" : reported.task(),
                    taskId,
                    new Failure("", reported.refused(), "", null, null));
              }
              return null;
            });
  }
}

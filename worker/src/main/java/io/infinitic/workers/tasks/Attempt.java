package io.infinitic.workers.tasks;

import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.values.MetaLimit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An attempt of a task in this worker. */
final class Attempt {

  private final ExecuteTask task;
  private final Map<String, byte[]> meta;
  private final Heartbeats heartbeats;
  private final Report report;
  private volatile boolean unwanted;

  Attempt(Service service, ExecuteTask task) {
    this.task = task;
    meta = meta(task);
    heartbeats = new Heartbeats(service.environment(), task);
    report = new Report(service, this);
  }

  ExecuteTask task() {
    return task;
  }

  /** Tells it from other attempts, also of the same task. */
  static String key(ExecuteTask task) {
    return task.taskId() + "#" + task.attempt();
  }

  /** The task's free data, which it may change; also in several threads. */
  Map<String, byte[]> meta() {
    return meta;
  }

  /** What the task has made of its free data; null if nothing, or nothing that can be kept. */
  @Nullable Map<String, ByteBuffer> changedMeta() {
    return refusedMeta() == null ? madeOfMeta() : null;
  }

  /** Why what the task has made of its free data cannot be kept; null if it can. */
  @Nullable PayloadTooLargeException refusedMeta() {
    Map<String, ByteBuffer> made = madeOfMeta();
    return made == null
        ? null
        : MetaLimit.refusal(task.service() + "." + task.task(), task.settings().tags(), made);
  }

  private @Nullable Map<String, ByteBuffer> madeOfMeta() {
    Map<String, ByteBuffer> now = new HashMap<>();
    meta.forEach((key, value) -> now.put(key, ByteBuffer.wrap(value.clone())));
    return now.equals(task.settings().meta()) ? null : now;
  }

  static @Nullable String batchKey(ExecuteTask task) {
    byte[] key = meta(task).get(TaskOptions.BATCH_KEY);
    return key == null ? null : new String(key, StandardCharsets.UTF_8);
  }

  Heartbeats heartbeats() {
    return heartbeats;
  }

  Report report() {
    return report;
  }

  boolean isUnwanted() {
    return unwanted;
  }

  void markUnwanted() {
    unwanted = true;
  }

  private static Map<String, byte[]> meta(ExecuteTask task) {
    Map<String, byte[]> meta = new ConcurrentHashMap<>();
    task.settings()
        .meta()
        .forEach(
            (key, value) -> {
              byte[] bytes = new byte[value.remaining()];
              value.duplicate().get(bytes);
              meta.put(key, bytes);
            });
    return meta;
  }
}

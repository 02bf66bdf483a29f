package io.infinitic.workers.tasks;

import io.infinitic.tasks.WithRetry;
import io.infinitic.tasks.WithTimeout;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A task, and what the service's class says of it.
 *
 * @param declared the interface's method
 * @param delegated whether somebody else completes the task
 * @param retry decides about retries; null if the class says nothing
 * @param timeout limits attempts; null if the class says nothing
 * @param batch does many at once; null if the task runs alone
 */
public record TaskMethod(
    Method declared,
    boolean delegated,
    @Nullable WithRetry retry,
    @Nullable WithTimeout timeout,
    @Nullable BatchMethod batch) {

  /** Whether its result is that of one call of its method. */
  public boolean isPlain() {
    return batch == null && !delegated;
  }

  /** Whether the result comes later than the method's return. */
  public boolean isAsync() {
    Class<?> type = declared.getReturnType();
    return batch == null && (type == CompletableFuture.class || type == CompletionStage.class);
  }
}

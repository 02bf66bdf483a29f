package io.infinitic.workers.local;

import io.infinitic.annotations.Batch;
import io.infinitic.annotations.Delegated;
import io.infinitic.schemas.RetryPolicy;
import io.infinitic.values.Policies;
import io.infinitic.workers.Definition;
import io.infinitic.workers.tasks.ServiceSettings;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service that the process hosts. Its instance is made when the first local task needs it. */
final class LocalService {

  private final Definition definition;
  private final ServiceSettings settings;
  private @Nullable Object instance;

  LocalService(Definition definition, ServiceSettings settings) {
    this.definition = definition;
    this.settings = settings;
  }

  Definition definition() {
    return definition;
  }

  synchronized Object instance() {
    Object known = instance;
    if (known == null) {
      known = definition.newInstance();
      instance = known;
    }
    return known;
  }

  /** The interface's method, if a call of it gives the result at once. */
  Optional<Method> method(String name, int arity) {
    return definition.method(name, arity).filter(this::endsWithItsCall);
  }

  /** Tasks that others complete, or that are run in batches, are the engine's. */
  private boolean endsWithItsCall(Method method) {
    return Arrays.stream(definition.implementation().getMethods())
        .filter(one -> one.getName().equals(method.getName()))
        .noneMatch(
            one ->
                one.isAnnotationPresent(Batch.class) || one.isAnnotationPresent(Delegated.class));
  }

  /** Limit of an attempt; null for none. */
  @Nullable Duration timeout() {
    return settings.timeout();
  }

  /** As configured; null if it is not. */
  @Nullable RetryPolicy retry() {
    io.infinitic.tasks.RetryPolicy policy = settings.retry();
    return policy == null ? null : Policies.write(policy);
  }
}

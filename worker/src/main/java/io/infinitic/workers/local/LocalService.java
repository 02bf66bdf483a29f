package io.infinitic.workers.local;

import io.infinitic.schemas.RetryPolicy;
import io.infinitic.values.Policies;
import io.infinitic.workers.Definition;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workers.tasks.TaskMethod;
import io.infinitic.workers.tasks.TaskMethods;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service that the process hosts. Its instance is made when the first local task needs it. */
final class LocalService {

  private final Definition definition;
  private final ServiceSettings settings;
  private @Nullable Made made;

  private record Made(Object instance, TaskMethods methods) {}

  LocalService(Definition definition, ServiceSettings settings) {
    this.definition = definition;
    this.settings = settings;
  }

  Definition definition() {
    return definition;
  }

  ServiceSettings settings() {
    return settings;
  }

  private synchronized Made made() {
    Made known = made;
    if (known == null) {
      Object instance = definition.newInstance();
      known = new Made(instance, new TaskMethods(definition, instance));
      made = known;
    }
    return known;
  }

  Object instance() {
    return made().instance();
  }

  /** The task. One that others complete, or that is run in batches, is the engine's. */
  Optional<TaskMethod> method(String name, int arity) {
    return made().methods().find(name, arity).filter(TaskMethod::isPlain);
  }

  /** As configured; null if it is not. */
  @Nullable RetryPolicy retry() {
    io.infinitic.tasks.RetryPolicy policy = settings.retry();
    return policy == null ? null : Policies.write(policy);
  }
}

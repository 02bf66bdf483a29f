package io.infinitic.workers.tasks;

import io.infinitic.schemas.RetryPolicy;
import io.infinitic.values.Policies;
import io.infinitic.workers.Definition;
import org.jspecify.annotations.Nullable;

/**
 * A service that a process hosts. Its one instance runs what comes from the engine as well as the
 * local tasks of workflows.
 */
public record Hosted(
    Definition definition, ServiceSettings settings, Object instance, TaskMethods methods) {

  /** With a new instance. */
  public static Hosted of(Definition definition, ServiceSettings settings) {
    Object instance = definition.newInstance();
    return new Hosted(definition, settings, instance, new TaskMethods(definition, instance));
  }

  /** The configured one, as it travels; null if there is none. */
  public @Nullable RetryPolicy policy() {
    return settings.retry() == null ? null : Policies.write(settings.retry());
  }
}

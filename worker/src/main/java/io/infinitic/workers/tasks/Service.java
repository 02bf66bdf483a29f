package io.infinitic.workers.tasks;

import io.infinitic.schemas.RetryPolicy;
import io.infinitic.values.Policies;
import io.infinitic.workers.Definition;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A service that this worker runs.
 *
 * @param instance shared by all its tasks
 * @param policy the configured one, as it travels; null if there is none
 * @param threads what its tasks run in
 */
record Service(
    Definition definition,
    Object instance,
    TaskMethods methods,
    ServiceSettings settings,
    @Nullable RetryPolicy policy,
    ExecutorService threads,
    TaskEnvironment environment) {

  static Service of(Definition definition, ServiceSettings settings, TaskEnvironment environment) {
    Object instance = definition.newInstance();
    return new Service(
        definition,
        instance,
        new TaskMethods(definition, instance),
        settings,
        settings.retry() == null ? null : Policies.write(settings.retry()),
        TaskThreads.open(settings.threads(), "infinitic-" + definition.name()),
        environment);
  }
}

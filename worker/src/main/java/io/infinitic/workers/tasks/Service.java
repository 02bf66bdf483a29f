package io.infinitic.workers.tasks;

import io.infinitic.schemas.RetryPolicy;
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

  static Service of(Hosted hosted, TaskEnvironment environment) {
    Definition definition = hosted.definition();
    ServiceSettings settings = hosted.settings();
    return new Service(
        definition,
        hosted.instance(),
        hosted.methods(),
        settings,
        hosted.policy(),
        TaskThreads.open(settings.threads(), "infinitic-" + definition.name()),
        environment);
  }
}

package io.infinitic.pulsar;

import io.infinitic.transport.Destination;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException.NotFoundException;
import org.apache.pulsar.common.policies.data.ConsumerStats;
import org.apache.pulsar.common.policies.data.SubscriptionStats;

/** Asks the broker for the workers that have subscribed to a topic. */
record Receivers(PulsarAdmin admin, Topics topics) {

  /** Their names; none if there is no such topic. */
  CompletableFuture<Set<String>> of(Destination to) {
    return admin
        .topics()
        .getStatsAsync(topic(to))
        .thenApply(
            stats -> {
              Collection<? extends SubscriptionStats> subscriptions =
                  stats.getSubscriptions().values();
              return subscriptions.stream()
                  .flatMap(subscription -> subscription.getConsumers().stream())
                  .map(ConsumerStats::getConsumerName)
                  .collect(Collectors.toSet());
            })
        .exceptionally(
            error -> {
              if (error.getCause() instanceof NotFoundException
                  || error instanceof NotFoundException) {
                return Set.of();
              }
              throw new CompletionException(error);
            });
  }

  /** Of a workflow, each worker subscribes to all partitions. */
  private String topic(Destination to) {
    if (to instanceof Destination.Tasks tasks) {
      return topics.tasks(tasks.service(), tasks.priority());
    } else if (to instanceof Destination.WorkflowTasks tasks) {
      return Topics.partition(topics.workflowTasks(tasks.workflow()), 0);
    } else if (to instanceof Destination.Workers) {
      return topics.workers();
    }
    throw new IllegalArgumentException("no workers receive " + to);
  }
}

package io.infinitic.pulsar;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException.ConflictException;
import org.apache.pulsar.client.admin.PulsarAdminException.NotFoundException;
import org.apache.pulsar.client.api.MessageId;

/**
 * The topics that workers read. They are made when somebody first needs them, with their
 * subscription: a topic drops what nobody has subscribed to, so the subscription comes before the
 * first message.
 */
final class WorkerTopics {

  /** Many new services at once must not keep the broker from its other work. */
  private static final int AT_A_TIME = 8;

  private final PulsarAdmin admin;
  private final Openings openings = new Openings(AT_A_TIME);
  private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

  WorkerTopics(PulsarAdmin admin) {
    this.admin = admin;
  }

  /**
   * Completes when messages can be sent to the topic.
   *
   * @param partitions of the topic; 0 if it has none
   */
  CompletableFuture<Void> ready(String topic, int partitions) {
    CompletableFuture<Void> known = underWay.get(topic);
    if (known != null) {
      return known;
    }
    CompletableFuture<Void> made = new CompletableFuture<>();
    known = underWay.putIfAbsent(topic, made);
    if (known != null) {
      return known;
    }
    openings
        .run(() -> make(topic, partitions))
        .whenComplete(
            (done, error) -> {
              underWay.remove(topic, made); // whoever needs it next looks again: it may be deleted
              if (error == null) {
                made.complete(null);
              } else {
                made.completeExceptionally(error);
              }
            });
    return made;
  }

  /** Looks before it makes anything: as a rule the topic is there. */
  private CompletableFuture<Void> make(String topic, int partitions) {
    return admin
        .topics()
        .getSubscriptionsAsync(topic)
        .thenApply(subscriptions -> subscriptions.contains(Topics.WORKERS_SUBSCRIPTION))
        .exceptionally(
            error -> {
              if (cause(error) instanceof NotFoundException) {
                return false;
              }
              throw new CompletionException(cause(error));
            })
        .thenCompose(
            exists ->
                exists
                    ? CompletableFuture.<Void>completedFuture(null)
                    : unlessThere(create(topic, partitions))
                        .thenCompose(
                            created ->
                                unlessThere(
                                    admin
                                        .topics()
                                        .createSubscriptionAsync(
                                            topic,
                                            Topics.WORKERS_SUBSCRIPTION,
                                            MessageId.earliest))));
  }

  private CompletableFuture<Void> create(String topic, int partitions) {
    return partitions > 0
        ? admin.topics().createPartitionedTopicAsync(topic, partitions)
        : admin.topics().createNonPartitionedTopicAsync(topic);
  }

  /** What another process has made first is as good. */
  private static CompletableFuture<Void> unlessThere(CompletableFuture<Void> made) {
    return made.exceptionally(
        error -> {
          if (cause(error) instanceof ConflictException) {
            return null;
          }
          throw new CompletionException(cause(error));
        });
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}

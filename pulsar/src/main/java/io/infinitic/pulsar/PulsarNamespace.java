package io.infinitic.pulsar;

import io.infinitic.wire.Wording;
import java.util.HashSet;
import java.util.List;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.admin.PulsarAdminException.ConflictException;
import org.apache.pulsar.client.admin.PulsarAdminException.NotFoundException;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.common.policies.data.BacklogQuota;
import org.apache.pulsar.common.policies.data.BacklogQuota.RetentionPolicy;
import org.apache.pulsar.common.policies.data.RetentionPolicies;
import org.apache.pulsar.common.policies.data.SchemaCompatibilityStrategy;
import org.apache.pulsar.common.policies.data.TenantInfo;

/**
 * Makes a namespace ready for Infinitic. Can be run again: it changes what differs, and no
 * partition count. It looks before it makes anything: the client warns of each conflict.
 */
public final class PulsarNamespace {

  /** Partitions of the engine's log if nothing else is said. */
  public static final int DEFAULT_PARTITIONS = 8;

  /**
   * How long acknowledged messages are kept, minutes: a store that lost its last writes can catch
   * up.
   */
  public static final int DEFAULT_RETENTION_MINUTES = 24 * 60;

  private static final long BACKLOG_BYTES = 100L << 30;

  private PulsarNamespace() {}

  /**
   * Makes tenant, namespace and topics, and sets their policies.
   *
   * @param partitions of the engine's log, 1 to 1024; fixed for ever
   * @param retentionMinutes how long acknowledged messages are kept
   * @throws PulsarException if the namespace has another partition count, or the broker cannot be
   *     reached
   */
  public static void initialize(PulsarSettings settings, int partitions, int retentionMinutes) {
    if (partitions < 1 || partitions > 1024) {
      throw new PulsarException("partitions: " + partitions + " is not between 1 and 1024", null);
    }
    Topics topics = new Topics(settings.tenant(), settings.namespace());
    String namespace = settings.tenant() + "/" + settings.namespace();
    try (PulsarAdmin admin =
        PulsarAdmin.builder().serviceHttpUrl(settings.webServiceUrl()).build()) {
      createTenant(admin, settings.tenant());
      if (!admin.namespaces().getNamespaces(settings.tenant()).contains(namespace)) {
        ignoreConflict(() -> admin.namespaces().createNamespace(namespace));
      }
      boolean isNew = requirePartitions(admin, topics.engine(), namespace, partitions) == 0;
      admin.namespaces().setRetention(namespace, new RetentionPolicies(retentionMinutes, -1));
      admin
          .namespaces()
          .setBacklogQuota(
              namespace,
              BacklogQuota.builder()
                  .limitSize(BACKLOG_BYTES)
                  .retentionPolicy(RetentionPolicy.producer_request_hold)
                  .build());
      admin.namespaces().setNamespaceMessageTTL(namespace, 0);
      admin
          .namespaces()
          .setSchemaCompatibilityStrategy(
              namespace, SchemaCompatibilityStrategy.BACKWARD_TRANSITIVE);
      if (isNew) {
        ignoreConflict(
            () ->
                admin
                    .topics()
                    .createPartitionedTopic(topics.engine(), partitions, LogProperties.create()));
      }
      LogProperties.complete(admin, topics.engine());
      boolean lacksSome = isNew;
      for (int i = 0; i < partitions && !lacksSome; i++) { // who made it may have ended half-way
        String partition = Topics.partition(topics.engine(), i);
        lacksSome = !subscriptions(admin, partition).contains(Topics.ENGINE_SUBSCRIPTION);
      }
      if (lacksSome) {
        subscribe(admin, topics.engine(), Topics.ENGINE_SUBSCRIPTION);
      }
      if (!subscriptions(admin, topics.deadLetters()).contains(Topics.OPERATORS_SUBSCRIPTION)) {
        ignoreConflict(() -> admin.topics().createNonPartitionedTopic(topics.deadLetters()));
        subscribe(admin, topics.deadLetters(), Topics.OPERATORS_SUBSCRIPTION);
      }
    } catch (PulsarAdminException | PulsarClientException e) {
      throw new PulsarException(
          "cannot initialize " + namespace + " at " + settings.webServiceUrl() + ": " + reason(e),
          e);
    }
  }

  private static void subscribe(PulsarAdmin admin, String topic, String subscription)
      throws PulsarAdminException {
    ignoreConflict(
        () -> admin.topics().createSubscription(topic, subscription, MessageId.earliest));
  }

  /** None if there is no such topic. */
  private static List<String> subscriptions(PulsarAdmin admin, String topic)
      throws PulsarAdminException {
    try {
      return admin.topics().getSubscriptions(topic);
    } catch (NotFoundException e) {
      return List.of();
    }
  }

  interface AdminCall {
    void run() throws PulsarAdminException;
  }

  /** What another process has made first is as good. */
  static void ignoreConflict(AdminCall call) throws PulsarAdminException {
    try {
      call.run();
    } catch (ConflictException e) {
      // it exists
    }
  }

  private static void createTenant(PulsarAdmin admin, String tenant) throws PulsarAdminException {
    if (!admin.tenants().getTenants().contains(tenant)) {
      var clusters = new HashSet<>(admin.clusters().getClusters());
      ignoreConflict(
          () ->
              admin
                  .tenants()
                  .createTenant(tenant, TenantInfo.builder().allowedClusters(clusters).build()));
    }
  }

  /** How many the topic has, which are as many as it should have; 0 if it is to be made. */
  private static int requirePartitions(
      PulsarAdmin admin, String topic, String namespace, int partitions)
      throws PulsarAdminException {
    try {
      int existing = admin.topics().getPartitionedTopicMetadata(topic).partitions;
      if (existing != 0 && existing != partitions) {
        throw new PulsarException(
            "namespace %s was initialized with %s, not %d. The count is fixed, because a workflow's id says which partition holds its state; use %d, or another namespace."
                .formatted(namespace, Wording.count(existing, "partition"), partitions, existing),
            null);
      }
      return existing;
    } catch (NotFoundException e) {
      return 0;
    }
  }

  private static String reason(Exception e) {
    return e.getCause() == null
        ? e.getMessage()
        : e.getMessage() + " (" + e.getCause().getMessage() + ")";
  }
}

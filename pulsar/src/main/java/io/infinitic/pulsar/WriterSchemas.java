package io.infinitic.pulsar;

import io.infinitic.wire.UndecodableMessageException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.common.naming.TopicName;
import org.jspecify.annotations.Nullable;

/** Which schema a message was written with, by the version that the registry gave to it. */
final class WriterSchemas {

  private record Version(String topic, long number) {}

  /** Many messages of one unknown version are one question to the registry. */
  private static final long REFUSED_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final int MOST_REFUSED = 1_000;

  private final PulsarAdmin admin;
  private final Map<Version, Long> refused = new ConcurrentHashMap<>();
  private final Map<Version, Optional<Schema>> known = new ConcurrentHashMap<>();

  WriterSchemas(PulsarAdmin admin) {
    this.admin = admin;
  }

  /** What the message holds: nothing if it has no value, which is called a tombstone. */
  static byte[] bytes(Message<byte[]> message) {
    byte[] bytes = message.getData();
    return bytes == null ? new byte[0] : bytes;
  }

  /**
   * The writer's schema; null if it is today's, or the message names none.
   *
   * @throws UndecodableMessageException if the registry has no such version, or it is not Avro
   * @throws PulsarException if the registry does not answer
   */
  @Nullable Schema of(Message<byte[]> message, Class<?> type) {
    byte[] version = message.getSchemaVersion();
    if (version == null || version.length != Long.BYTES) {
      return null;
    }
    String topic = TopicName.get(message.getTopicName()).getPartitionedTopicName();
    Version written = new Version(topic, ByteBuffer.wrap(version).getLong());
    Long refusedNanos = refused.get(written);
    if (refusedNanos != null && System.nanoTime() - refusedNanos < REFUSED_NANOS) {
      throw unreadable(written, null);
    }
    try {
      return known.computeIfAbsent(written, v -> fetch(v, type)).orElse(null);
    } catch (UndecodableMessageException e) {
      if (refused.size() >= MOST_REFUSED) {
        refused.clear();
      }
      refused.put(written, System.nanoTime());
      throw e;
    }
  }

  private Optional<Schema> fetch(Version version, Class<?> type) {
    if (version.number() < 0) {
      throw unreadable(version, null);
    }
    try {
      String json =
          admin.schemas().getSchemaInfo(version.topic(), version.number()).getSchemaDefinition();
      Schema writer = new Schema.Parser().parse(json);
      Schema reader = SpecificData.get().getSchema(type);
      return SchemaNormalization.parsingFingerprint64(writer)
              == SchemaNormalization.parsingFingerprint64(reader)
          ? Optional.empty()
          : Optional.of(writer);
    } catch (PulsarAdminException.NotFoundException | RuntimeException | StackOverflowError e) {
      throw unreadable(version, e);
    } catch (PulsarAdminException e) {
      throw new PulsarException(
          "cannot read schema version " + version.number() + " of " + version.topic(), e);
    }
  }

  private static UndecodableMessageException unreadable(Version version, @Nullable Throwable e) {
    return new UndecodableMessageException(
        "it was written with schema version %d of %s, which the registry does not have, or which is no Avro schema"
            .formatted(version.number(), version.topic()),
        e);
  }
}

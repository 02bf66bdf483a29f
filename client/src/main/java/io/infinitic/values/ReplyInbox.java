package io.infinitic.values;

import io.infinitic.engine.TimeOrderedIds;
import io.infinitic.schemas.Reply;
import io.infinitic.transport.Transport;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Where the engine's replies to this process arrive. */
public final class ReplyInbox implements AutoCloseable {

  private final String address;
  private final Map<String, Consumer<Object>> waiting = new ConcurrentHashMap<>();
  private final Transport.Listening listening;

  public ReplyInbox(Transport transport, String name) {
    address = name + "-" + UUID.randomUUID().toString().substring(0, 8);
    listening = transport.listen(address, this::route);
  }

  /** To be given to the engine with a request. */
  public String address() {
    return address;
  }

  /** A new request id. */
  public static String newRequestId() {
    return TimeOrderedIds.next().toString();
  }

  /**
   * Hands replies to the request to the consumer, on the transport's thread, until {@link #forget}.
   */
  public void expect(String requestId, Consumer<Object> consumer) {
    waiting.put(requestId, consumer);
  }

  public void forget(String requestId) {
    waiting.remove(requestId);
  }

  @Override
  public void close() {
    listening.close();
  }

  private void route(Reply reply) {
    String requestId = requestId(reply.body());
    Consumer<Object> consumer = requestId == null ? null : waiting.get(requestId);
    if (consumer != null) {
      consumer.accept(reply.body());
    }
  }

  /** Every reply names its request. */
  private static @Nullable String requestId(Object body) {
    SpecificRecord reply = (SpecificRecord) body;
    Schema.Field field = reply.getSchema().getField("requestId");
    return field == null ? null : (String) reply.get(field.pos());
  }
}

package io.infinitic.workers.replay;

import io.infinitic.schemas.Payload;
import io.infinitic.values.Payloads;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares what holds user values by these values, not by how they are written: an encrypted value
 * looks different each time.
 */
record PlainValues(Payloads payloads) {

  boolean areEqual(Object one, Object other) {
    return one.equals(other) || plain(one).equals(plain(other));
  }

  private @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Payload payload) {
      String json = payloads.json(payload, "a value that was recorded");
      return new Payload()
          .withBytes(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)))
          .withEncoding("")
          .withType(payload.type());
    } else if (value instanceof List<?> list) {
      return list.stream().map(this::plain).toList();
    } else if (value instanceof SpecificRecord record) {
      SpecificRecord copy = SpecificData.get().deepCopy(record.getSchema(), record);
      for (var field : copy.getSchema().getFields()) {
        copy.put(field.pos(), plain(copy.get(field.pos())));
      }
      return copy;
    }
    return value;
  }
}

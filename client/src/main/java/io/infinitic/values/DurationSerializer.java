package io.infinitic.values;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Duration;

/**
 * Seconds and nanoseconds as a decimal number, as Jackson writes them; where its reader gets them
 * wrong (a negative duration of more than a second, with a fraction: <a
 * href="https://github.com/FasterXML/jackson-modules-java8/issues/337">jackson-modules-java8
 * 337</a>), as text.
 */
final class DurationSerializer extends StdSerializer<Duration> {

  private static final long serialVersionUID = 1L;

  DurationSerializer() {
    super(Duration.class);
  }

  @Override
  public void serialize(Duration value, JsonGenerator generator, SerializerProvider provider)
      throws IOException {
    if (value.getSeconds() < -1 && value.getNano() != 0) {
      generator.writeString(value.toString());
    } else {
      com.fasterxml.jackson.datatype.jsr310.ser.DurationSerializer.INSTANCE.serialize(
          value, generator, provider);
    }
  }
}

package io.infinitic.values;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/** Reads a type that says nothing of its values, such as {@code Comparable}, as JSON knows them. */
final class Untyped<T> extends StdDeserializer<T> {

  private static final long serialVersionUID = 1L;

  Untyped(Class<? super T> type) {
    super(type);
  }

  @Override
  @SuppressWarnings("unchecked") // of the type, or Jackson refuses it
  public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    Object value = context.readValue(parser, context.getTypeFactory().constructType(Object.class));
    return value == null || handledType().isInstance(value)
        ? (T) value
        : (T) context.handleUnexpectedToken(handledType(), parser);
  }
}

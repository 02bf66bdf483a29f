package io.infinitic.values;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.ResolvableSerializer;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks at a value before it is written: notes what its JSON would not tell, or refuses it. */
final class Examined extends JsonSerializer<Object>
    implements ContextualSerializer, ResolvableSerializer {

  /** What is looked for. */
  @FunctionalInterface
  interface Look {
    /**
     * @throws RefusedValueException if the value would not come back
     */
    void at(Object value, JsonGenerator generator) throws IOException;
  }

  /** An attribute of writers that look at nothing: they write for readers who name a type. */
  static final Object UNSEEN = new Object();

  private final JsonSerializer<Object> writer;
  private final Look look;

  @SuppressWarnings("unchecked") // as Jackson has it
  Examined(JsonSerializer<?> writer, Look look) {
    this.writer = (JsonSerializer<Object>) writer;
    this.look = look;
  }

  /** Without it, a bean's serializer does not know what its properties declare. */
  @Override
  public void resolve(SerializerProvider provider) throws JsonMappingException {
    if (writer instanceof ResolvableSerializer resolvable) {
      resolvable.resolve(provider);
    }
  }

  @Override
  public JsonSerializer<?> createContextual(
      SerializerProvider provider, @Nullable BeanProperty property) throws JsonMappingException {
    JsonSerializer<?> chosen = provider.handleSecondaryContextualization(writer, property);
    return chosen == writer ? this : new Examined(chosen, look);
  }

  @Override
  public void serialize(Object value, JsonGenerator generator, SerializerProvider provider)
      throws IOException {
    look(value, generator, provider);
    writer.serialize(value, generator, provider);
  }

  @Override
  public void serializeWithType(
      Object value, JsonGenerator generator, SerializerProvider provider, TypeSerializer types)
      throws IOException {
    look(value, generator, provider);
    writer.serializeWithType(value, generator, provider, types);
  }

  private void look(Object value, JsonGenerator generator, SerializerProvider provider)
      throws IOException {
    if (provider.getAttribute(UNSEEN) == null) {
      look.at(value, generator);
    }
  }

  /** Without it, an object that is unwrapped would be written as an object in its owner. */
  @Override
  public JsonSerializer<Object> unwrappingSerializer(NameTransformer names) {
    return new Examined(writer.unwrappingSerializer(names), look);
  }

  @Override
  public boolean isUnwrappingSerializer() {
    return writer.isUnwrappingSerializer();
  }

  @Override
  public boolean isEmpty(SerializerProvider provider, Object value) {
    return writer.isEmpty(provider, value);
  }

  @Override
  public Class<Object> handledType() {
    return writer.handledType();
  }

  @Override
  public boolean usesObjectId() {
    return writer.usesObjectId();
  }
}

package io.infinitic.values;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.cfg.CacheProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.DefaultSerializerProvider;
import com.fasterxml.jackson.databind.ser.SerializerFactory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole value of a polymorphic type with the type arguments that are declared, as Jackson
 * writes properties and elements: a {@code Good} as {@code Result<Shape>} has a {@code Shape}, not
 * an {@code Object}.
 */
final class RootTypes extends DefaultSerializerProvider {

  private static final long serialVersionUID = 1L;

  RootTypes(DefaultSerializerProvider source) {
    super(source);
  }

  private RootTypes(
      DefaultSerializerProvider source, SerializationConfig config, SerializerFactory factory) {
    super(source, config, factory);
  }

  private RootTypes(DefaultSerializerProvider source, CacheProvider caches) {
    super(source, caches);
  }

  @Override
  public DefaultSerializerProvider withCaches(CacheProvider caches) {
    return new RootTypes(this, caches);
  }

  @Override
  public DefaultSerializerProvider copy() {
    return new RootTypes(this);
  }

  @Override
  public DefaultSerializerProvider createInstance(
      SerializationConfig config, SerializerFactory factory) {
    return new RootTypes(this, config, factory);
  }

  @Override
  public void serializePolymorphic(
      JsonGenerator generator,
      @Nullable Object value,
      @Nullable JavaType root,
      @Nullable JsonSerializer<Object> serializer,
      TypeSerializer types)
      throws IOException {
    JsonSerializer<Object> chosen = serializer;
    if (chosen == null
        && value != null
        && root != null
        && !root.isContainerType()
        && root.hasGenericTypes()
        && root.isTypeOrSuperTypeOf(value.getClass())) {
      chosen = findValueSerializer(constructSpecializedType(root, value.getClass()), null);
    }
    super.serializePolymorphic(generator, value, root, chosen, types);
  }
}

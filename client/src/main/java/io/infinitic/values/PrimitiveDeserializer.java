package io.infinitic.values;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.Map;

/**
 * A primitive that must not be null, but may be missing: a component that a record got later is not
 * in the values of before.
 */
final class PrimitiveDeserializer<T> extends StdScalarDeserializer<T> {

  private static final long serialVersionUID = 1L;

  private static final Map<Class<?>, Object> MISSING =
      Map.of(
          boolean.class,
          false,
          byte.class,
          (byte) 0,
          char.class,
          (char) 0,
          short.class,
          (short) 0,
          int.class,
          0,
          long.class,
          0L,
          float.class,
          0f,
          double.class,
          0d);

  private final transient JsonDeserializer<?> delegate;
  private final transient Object missing;

  private PrimitiveDeserializer(Class<T> type, Object missing) {
    super(type);
    this.missing = missing;
    delegate = NumberDeserializers.find(type, type.getName());
  }

  static void addAll(SimpleModule module) {
    MISSING.forEach((type, missing) -> add(module, type, missing));
  }

  private static <T> void add(SimpleModule module, Class<T> type, Object missing) {
    module.addDeserializer(type, new PrimitiveDeserializer<>(type, missing));
  }

  @Override
  @SuppressWarnings("unchecked") // of that type
  public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    return (T) delegate.deserialize(parser, context);
  }

  @Override
  @SuppressWarnings("unchecked") // of that type
  public T getNullValue(DeserializationContext context) throws JsonMappingException {
    return (T) delegate.getNullValue(context);
  }

  @Override
  public Object getAbsentValue(DeserializationContext context) {
    return missing;
  }

  @Override
  public Object getEmptyValue(DeserializationContext context) {
    return missing;
  }
}

package io.infinitic.values;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.BeanSerializer;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.impl.UnknownSerializer;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.databind.ser.std.ToEmptyObjectSerializer;
import com.fasterxml.jackson.databind.type.ArrayType;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, where they are written, the types that would not come back as they were. Jackson asks
 * once for each type.
 */
final class Refusals extends BeanSerializerModifier {

  private static final long serialVersionUID = 1L;

  private static final List<Class<?>> UNTYPED_KEYS =
      List.of(Object.class, Serializable.class, Comparable.class, CharSequence.class);

  private final transient Predicate<JavaType> readableKeys;

  /**
   * @param readableKeys whether there is a way to read a key of that type
   */
  Refusals(Predicate<JavaType> readableKeys) {
    this.readableKeys = readableKeys;
  }

  @Override
  public JsonSerializer<?> modifySerializer(
      SerializationConfig config, BeanDescription description, JsonSerializer<?> serializer) {
    Class<?> type = description.getBeanClass();
    boolean bean = serializer instanceof BeanSerializerBase;
    boolean plain =
        bean
            || serializer instanceof UnknownSerializer
            || serializer instanceof ToEmptyObjectSerializer;
    String reason = NoValues.reason(type, plain);
    if (reason == null && plain) {
      reason = HiddenFields.reason(config, description);
    }
    if (reason != null) {
      return new Refused(reason);
    }
    JavaType content = description.getType().getContentType();
    if (type == Optional.class && content != null && content.hasRawClass(Optional.class)) {
      return new NestedOptional(content);
    }
    Examined.Look look = isJacksons(serializer) ? Doubts.of(type) : null;
    if (look != null) {
      return new Examined(serializer, look);
    }
    return bean && !type.isRecord() && !Throwable.class.isAssignableFrom(type)
        ? asking((BeanSerializerBase) serializer, extendsAnother(type))
        : serializer;
  }

  @Override
  public JsonSerializer<?> modifyKeySerializer(
      SerializationConfig config,
      JavaType keyType,
      BeanDescription description,
      JsonSerializer<?> serializer) {
    if (UNTYPED_KEYS.stream().anyMatch(keyType::hasRawClass)) {
      return new Examined(serializer, Refusals::requireText);
    }
    return readableKeys.test(keyType)
        ? serializer
        : new Examined(
            serializer,
            (key, generator) -> {
              throw new RefusedValueException(
                  generator,
                  "there is no way to read keys of the type "
                      + keyType.toCanonical()
                      + ": use texts as keys, or register a key deserializer with the mapper");
            });
  }

  @Override
  public JsonSerializer<?> modifyCollectionSerializer(
      SerializationConfig config,
      CollectionType type,
      BeanDescription description,
      JsonSerializer<?> serializer) {
    return container(serializer, type, Doubts.ofCollection(type.getRawClass()));
  }

  @Override
  public JsonSerializer<?> modifyMapSerializer(
      SerializationConfig config,
      MapType type,
      BeanDescription description,
      JsonSerializer<?> serializer) {
    return container(serializer, type, Doubts.ofMap(type.getRawClass()));
  }

  @Override
  public JsonSerializer<?> modifyArraySerializer(
      SerializationConfig config,
      ArrayType type,
      BeanDescription description,
      JsonSerializer<?> serializer) {
    return container(serializer, type, Doubts.of(type.getRawClass()));
  }

  private static JsonSerializer<?> container(
      JsonSerializer<?> serializer, JavaType type, Examined.@Nullable Look look) {
    String reason = type.isArrayType() ? null : HiddenFields.ofContainer(type.getRawClass());
    if (reason != null) {
      return new Refused(reason);
    }
    return look == null || !isJacksons(serializer) ? serializer : new Examined(serializer, look);
  }

  /** Whether nobody has told the mapper how to write it. */
  private static boolean isJacksons(JsonSerializer<?> serializer) {
    return serializer.getClass().getName().startsWith("com.fasterxml.jackson.databind.");
  }

  /** Keys whose type does not tell how to read them are read as texts. */
  private static void requireText(Object key, JsonGenerator generator)
      throws RefusedValueException {
    if (!(key instanceof String)) {
      throw new RefusedValueException(
          generator,
          "there is no way to read keys of the type %s where it is not declared: use texts as keys"
              .formatted(key.getClass().getName()));
    }
  }

  /**
   * Has objects of a class that extends another read back: where that is the declared one, they are
   * written or read as that, which may know less of them.
   */
  private static JsonSerializer<?> asking(BeanSerializerBase serializer, boolean extendsAnother) {
    return serializer.getClass() == BeanSerializer.class
        ? new OfSubclass(serializer, extendsAnother)
        : new Examined(
            serializer, (bean, generator) -> ask(bean, serializer.handledType(), extendsAnother));
  }

  /** Whether Jackson's own code writes a bean, and asks where {@link #asking} says so. */
  static boolean isPlain(JsonSerializer<?> serializer) {
    return serializer.getClass() == BeanSerializer.class || serializer instanceof OfSubclass;
  }

  private static void ask(Object bean, Class<?> type, boolean extendsAnother) {
    if (extendsAnother || bean.getClass() != type) {
      Board.ask();
    }
  }

  private static boolean extendsAnother(Class<?> type) {
    Class<?> parent = type.getSuperclass();
    return parent != null && parent != Object.class;
  }

  /** Writes nothing. */
  private static final class Refused extends JsonSerializer<Object> {
    private final String reason;

    Refused(String reason) {
      this.reason = reason;
    }

    @Override
    public void serialize(Object value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      throw new RefusedValueException(generator, reason);
    }

    @Override
    public void serializeWithType(
        Object value, JsonGenerator generator, SerializerProvider provider, TypeSerializer types)
        throws IOException {
      throw new RefusedValueException(generator, reason);
    }
  }

  /** Asks, and is still a bean's serializer, which tells its properties. */
  private static final class OfSubclass extends BeanSerializer {
    private static final long serialVersionUID = 1L;

    private final boolean extendsAnother;

    OfSubclass(BeanSerializerBase source, boolean extendsAnother) {
      super(source);
      this.extendsAnother = extendsAnother;
    }

    /** Where a property says more, such as what is ignored, Jackson makes another serializer. */
    @Override
    public JsonSerializer<?> createContextual(
        SerializerProvider provider, @Nullable BeanProperty property) throws JsonMappingException {
      JsonSerializer<?> chosen = super.createContextual(provider, property);
      return chosen instanceof BeanSerializerBase other && chosen != this
          ? asking(other, extendsAnother)
          : chosen;
    }

    @Override
    protected void serializeFields(
        Object bean, JsonGenerator generator, SerializerProvider provider) throws IOException {
      ask(bean, handledType(), extendsAnother);
      super.serializeFields(bean, generator, provider);
    }

    @Override
    protected void serializeFieldsFiltered(
        Object bean, JsonGenerator generator, SerializerProvider provider) throws IOException {
      ask(bean, handledType(), extendsAnother);
      super.serializeFieldsFiltered(bean, generator, provider);
    }
  }

  /** JSON has one null for both the outer and the inner one. */
  private static final class NestedOptional extends JsonSerializer<Optional<?>> {
    private final JavaType content;

    NestedOptional(JavaType content) {
      this.content = content;
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, @Nullable Optional<?> value) {
      return value == null || value.isEmpty();
    }

    @Override
    public void serialize(Optional<?> value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      if (value.isEmpty()) {
        provider.defaultSerializeNull(generator);
        return;
      }
      if (value.get() instanceof Optional<?> inner && inner.isEmpty()) {
        throw new RefusedValueException(
            generator, "an Optional with an empty Optional in it would be read as an empty one");
      }
      provider
          .findTypedValueSerializer(content, true, null)
          .serialize(value.get(), generator, provider);
    }
  }
}

package io.infinitic.values;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializer;
import com.fasterxml.jackson.databind.deser.CreatorProperty;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.PropertyWriter;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Which types are known to come back as they were written: scalars, and containers, records and
 * classes of such. Values of all others are read back when they are written.
 */
final class ReadBack {

  private static final Set<String> SCALARS =
      Set.of(
          "java.lang.String",
          "java.lang.Object",
          "java.lang.Number",
          "java.lang.CharSequence",
          "java.io.Serializable",
          "java.lang.Boolean",
          "java.lang.Character",
          "java.lang.Byte",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double",
          "java.lang.Void",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.util.UUID",
          "java.util.Locale",
          "java.util.Currency",
          "java.util.OptionalInt",
          "java.util.OptionalLong",
          "java.util.OptionalDouble",
          "java.net.URI",
          "java.nio.ByteBuffer",
          "java.time.Instant",
          "java.time.Duration",
          "java.time.Period",
          "java.time.LocalDate",
          "java.time.LocalTime",
          "java.time.LocalDateTime",
          "java.time.OffsetDateTime",
          "java.time.OffsetTime",
          "java.time.ZonedDateTime",
          "java.time.Year",
          "java.time.YearMonth",
          "java.time.MonthDay",
          "java.time.ZoneId",
          "java.time.ZoneOffset",
          "com.fasterxml.jackson.databind.JsonNode");

  /** As keys of maps, which have formats of their own. */
  private static final Set<String> KEYS =
      Set.of(
          "java.lang.String",
          "java.lang.Object",
          "java.lang.Boolean",
          "java.lang.Character",
          "java.lang.Byte",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.util.UUID",
          "java.time.Instant",
          "java.time.LocalDate");

  private static final Set<String> CONTAINERS =
      Set.of(
          "java.util.Collection",
          "java.util.List",
          "java.util.ArrayList",
          "java.util.LinkedList",
          "java.util.Set",
          "java.util.HashSet",
          "java.util.LinkedHashSet",
          "java.util.SortedSet",
          "java.util.NavigableSet",
          "java.util.TreeSet",
          "java.util.Queue",
          "java.util.Deque",
          "java.util.ArrayDeque",
          "java.util.Map",
          "java.util.HashMap",
          "java.util.LinkedHashMap",
          "java.util.SortedMap",
          "java.util.NavigableMap",
          "java.util.TreeMap",
          "java.util.EnumMap",
          "java.util.Optional");

  /** Types within each other; beyond that, they may go on without end. */
  private static final int DEEPEST = 50;

  private final ObjectMapper mapper;
  private final ByType<JavaType, Boolean> known = new ByType<>(() -> this::isSafe);

  ReadBack(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /** Whether values of the type need not be read back. */
  boolean isNeedless(JavaType type) {
    return known.get(type);
  }

  /** Whether there is a way to read a key of a map. */
  boolean hasReadableKeys(JavaType key) {
    try {
      return reading().findKeyDeserializer(key, null) != null;
    } catch (JsonMappingException | RuntimeException e) {
      return false;
    }
  }

  private boolean isSafe(JavaType type) {
    try {
      return isSafe(type, new HashSet<>(), 0);
    } catch (StackOverflowError | LinkageError e) { // of Jackson, which also looks into it
      return false;
    }
  }

  private boolean isSafe(JavaType type, Set<JavaType> seen, int depth) {
    if (type.isPrimitive() || isEnum(type) || isScalar(type) || !seen.add(type)) {
      return true;
    } else if (depth > DEEPEST) {
      return false;
    }
    if (type.isContainerType() || type.isReferenceType()) {
      return (type.isArrayType() || CONTAINERS.contains(type.getRawClass().getName()))
          && (type.getKeyType() == null || isSafeKey(type.getKeyType()))
          && isSafe(type.getContentType(), seen, depth + 1);
    }
    try {
      return type.getRawClass().isSealed()
          ? areSafeKinds(type, seen, depth) && (type.isAbstract() || isSafeBean(type, seen, depth))
          : !type.isAbstract() && isSafeBean(type, seen, depth);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** The kinds of a sealed type, with what it binds of their type variables. */
  private boolean areSafeKinds(JavaType type, Set<JavaType> seen, int depth) {
    return Arrays.stream(type.getRawClass().getPermittedSubclasses())
        .map(kind -> mapper.getTypeFactory().constructSpecializedType(type, kind, true))
        .allMatch(kind -> !isEnumWithBodies(kind) && isSafe(kind, seen, depth + 1));
  }

  /** Its constants have classes of their own, which a type's id may name. */
  private static boolean isEnumWithBodies(JavaType type) {
    return isEnum(type) && !Modifier.isFinal(type.getRawClass().getModifiers());
  }

  private boolean isSafeBean(JavaType type, Set<JavaType> seen, int depth) throws IOException {
    JsonSerializer<?> writer =
        mapper.getSerializerProviderInstance().findValueSerializer(type, null);
    JsonDeserializer<?> reader = reading().findNonContextualValueDeserializer(type);
    if (!Refusals.isPlain(writer)
        || type.isTypeOrSubTypeOf(Throwable.class) // they have constructors of their own
        || writer.usesObjectId()
        || writer.isUnwrappingSerializer()
        || !(reader instanceof BeanDeserializer bean)) {
      return false;
    }
    ValueInstantiator creator = bean.getValueInstantiator();
    if (!creator.canCreateUsingDefault() && !creator.canCreateFromObjectWith()) {
      return false;
    }
    List<String> left = new ArrayList<>();
    for (Iterator<PropertyWriter> all = writer.properties(); all.hasNext(); ) {
      if (!(all.next() instanceof BeanPropertyWriter property)
          || !bean.hasProperty(property.getName())
          || property.isUnwrapping()
          || !isSafe(property.getType(), seen, depth + 1)) {
        return false;
      }
      if (new MayBeLeftOut(property).isSo) {
        left.add(property.getName());
      }
    }
    return left.isEmpty() || stayEmpty(left, bean);
  }

  /** Whether properties that were left out, such as those with null, are empty in what is read. */
  private boolean stayEmpty(List<String> properties, BeanDeserializer bean) throws IOException {
    ValueInstantiator creator = bean.getValueInstantiator();
    if (creator.canCreateFromObjectWith()) {
      return properties.stream()
          .allMatch(name -> bean.findProperty(name) instanceof CreatorProperty);
    }
    JsonNode initial =
        mapper.readTree(
            mapper
                .writer()
                .withAttribute(Examined.UNSEEN, Boolean.TRUE)
                .writeValueAsBytes(creator.createUsingDefault(reading())));
    return properties.stream()
        .noneMatch(name -> initial.has(name) && Losses.isValue(initial.get(name)));
  }

  /** Whether a property may be written not at all: if it is null, say, or empty. */
  private static final class MayBeLeftOut extends BeanPropertyWriter {
    private static final long serialVersionUID = 1L;
    private final boolean isSo;

    MayBeLeftOut(BeanPropertyWriter property) {
      super(property);
      isSo = _suppressNulls || _suppressableValue != null;
    }
  }

  private static boolean isSafeKey(JavaType type) {
    return isEnum(type) || KEYS.contains(type.getRawClass().getName());
  }

  private static boolean isEnum(JavaType type) {
    return type.isEnumType() && !type.hasRawClass(Enum.class);
  }

  private static boolean isScalar(JavaType type) {
    return SCALARS.contains(type.getRawClass().getName());
  }

  private DeserializationContext reading() {
    return ((DefaultDeserializationContext) mapper.getDeserializationContext())
        .createDummyInstance(mapper.getDeserializationConfig());
  }
}

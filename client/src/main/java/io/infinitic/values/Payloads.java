package io.infinitic.values;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.Payload;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** User values as JSON, by their declared type. */
public final class Payloads {

  /** Largest value, 2 MiB. */
  public static final int DEFAULT_LIMIT_BYTES = 2 << 20;

  private static final String JSON = "json";

  private final ObjectMapper mapper;
  private final int limitBytes;

  private Payloads(ObjectMapper mapper, int limitBytes) {
    this.mapper = mapper;
    this.limitBytes = limitBytes;
  }

  /** With the default mapper and limit. */
  public static Payloads defaults() {
    return new Payloads(
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build(),
        DEFAULT_LIMIT_BYTES);
  }

  /**
   * The value as a payload.
   *
   * @param what names the value in errors
   * @throws PayloadException if it cannot be written
   * @throws PayloadTooLargeException if it is over the limit
   */
  public Payload write(@Nullable Object value, Type declared, String what) {
    return write(value, mapper.constructType(declared), what);
  }

  /** The arguments of a call, by the method's parameter types. */
  public List<Payload> writeArguments(
      Method method, List<@Nullable Object> arguments, String what) {
    Type[] types = method.getGenericParameterTypes();
    List<Payload> payloads = new ArrayList<>(types.length);
    int total = 0;
    for (int i = 0; i < types.length; i++) {
      Payload payload = write(arguments.get(i), types[i], "argument " + (i + 1) + " of " + what);
      total += payload.bytes().remaining();
      payloads.add(payload);
    }
    if (total > limitBytes) {
      throw tooLarge("all arguments of " + what, total);
    }
    return payloads;
  }

  /** A value without declared type, with the type that {@link #readUndeclared} will read it by. */
  public Payload writeUndeclared(@Nullable Object value, String what) {
    return write(value, typeOf(value), what);
  }

  /**
   * Reads a value.
   *
   * @throws PayloadException if it is not of that type
   */
  public @Nullable Object read(Payload payload, Type declared, String what) {
    if (declared == void.class || declared == Void.class) {
      return null;
    }
    return read(payload, mapper.constructType(declared), what);
  }

  /** Reads the arguments of a method. */
  public @Nullable Object[] readArguments(Method method, List<Payload> payloads, String what) {
    Type[] types = method.getGenericParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = read(payloads.get(i), types[i], "argument " + (i + 1) + " of " + what);
    }
    return arguments;
  }

  /** Reads what {@link #writeUndeclared} wrote. */
  public @Nullable Object readUndeclared(Payload payload, String what) {
    String type = payload.type();
    return read(
        payload,
        mapper.getTypeFactory().constructFromCanonical(type == null ? "java.lang.Object" : type),
        what);
  }

  private Payload write(@Nullable Object value, JavaType declared, String what) {
    byte[] bytes;
    try {
      bytes =
          mapper
              .writerFor(
                  declared.getRawClass() == void.class
                      ? mapper.constructType(Void.class)
                      : declared)
              .writeValueAsBytes(value);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new PayloadException(
          "%s, of type %s, cannot be written as JSON%s: %s"
              .formatted(what, declared.toCanonical(), path(e), firstLine(e)));
    }
    if (bytes.length > limitBytes) {
      throw tooLarge(what, bytes.length);
    }
    return new Payload(ByteBuffer.wrap(bytes), JSON, declared.toCanonical());
  }

  private @Nullable Object read(Payload payload, JavaType type, String what) {
    if (!payload.encoding().equals(JSON)) {
      throw new PayloadException(
          what + " has the encoding " + payload.encoding() + ", which this process cannot read");
    }
    ByteBuffer bytes = payload.bytes();
    try {
      return mapper
          .readerFor(type)
          .readValue(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } catch (IOException e) {
      throw new PayloadException(
          "%s cannot be read as %s%s: %s"
              .formatted(what, type.toCanonical(), path(e), firstLine(e)));
    }
  }

  private PayloadTooLargeException tooLarge(String what, int bytes) {
    return new PayloadTooLargeException(
        "%s takes %d bytes; the limit is %d. Keep large data elsewhere and pass a reference to it."
            .formatted(what, bytes, limitBytes));
  }

  private JavaType typeOf(@Nullable Object value) {
    var types = mapper.getTypeFactory();
    if (value == null) {
      return types.constructType(Object.class);
    } else if (value instanceof Map<?, ?> map) {
      return types.constructParametricType(Map.class, common(map.keySet()), common(map.values()));
    } else if (value instanceof Collection<?> collection) {
      return types.constructParametricType(
          collection instanceof Set<?> ? Set.class : List.class, common(collection));
    }
    Class<?> type = value.getClass();
    return types.constructType(
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : type);
  }

  private JavaType common(Collection<?> values) {
    JavaType common = null;
    for (Object value : values) {
      JavaType type = typeOf(value);
      if (common != null && !common.equals(type)) {
        return mapper.constructType(Object.class);
      }
      common = type;
    }
    return common == null ? mapper.constructType(Object.class) : common;
  }

  private static String path(Exception e) {
    return e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
        ? " at " + mapping.getPathReference().replaceAll("[\\w.$]+\\.(\\w+)", "$1")
        : "";
  }

  private static String firstLine(Exception e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }
}

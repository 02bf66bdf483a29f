package io.infinitic.values;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.infinitic.exceptions.PayloadException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Values as JSON, with Jackson. */
final class Json {

  /** A method of an interface, which may have inherited it. */
  private record Member(Class<?> type, Method method) {}

  private final ObjectMapper mapper;
  private final Map<Member, List<Declared>> parameters = new ConcurrentHashMap<>();
  private final Map<Member, Declared> results = new ConcurrentHashMap<>();

  /** Keeps a copy of the mapper. */
  Json(ObjectMapper mapper) {
    String format = mapper.getFactory().getFormatName();
    if (!JsonFactory.FORMAT_NAME_JSON.equals(format)) {
      throw new IllegalArgumentException("the mapper writes " + format + ", not JSON");
    }
    this.mapper = mapper.copy();
    SealedTypes sealed = new SealedTypes();
    this.mapper.setAnnotationIntrospectors(
        AnnotationIntrospector.pair(
            this.mapper.getSerializationConfig().getAnnotationIntrospector(), sealed),
        AnnotationIntrospector.pair(
            this.mapper.getDeserializationConfig().getAnnotationIntrospector(), sealed));
  }

  /** Times keep their zones and offsets: two equal values are equal after the journey. */
  static ObjectMapper defaultMapper() {
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .addModule(new Jdk8Module())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  TypeFactory types() {
    return mapper.getTypeFactory();
  }

  Declared declared(Type type) {
    return new Declared(mapper.constructType(type), null);
  }

  /** As {@link Declared#parameters}; looked up once. */
  List<Declared> parameters(Class<?> type, Method method) {
    return parameters.computeIfAbsent(
        new Member(type, method), key -> Declared.parameters(types(), type, method));
  }

  /** As {@link Declared#result}; looked up once. */
  Declared result(Class<?> type, Method method) {
    return results.computeIfAbsent(
        new Member(type, method), key -> Declared.result(types(), type, method));
  }

  /** The type of that name, as a payload has it. */
  Declared named(String canonical, String what) {
    try {
      return new Declared(types().constructFromCanonical(canonical), null);
    } catch (IllegalArgumentException e) {
      throw new PayloadException(
          "%s has the type %s, which is not on the class path".formatted(what, canonical));
    }
  }

  byte[] write(@Nullable Object value, Declared declared, String what) {
    JavaType type = declared.isVoid() ? mapper.constructType(Void.class) : declared.type();
    try {
      ObjectWriter writer = writer(type);
      return (declared.view() == null ? writer : writer.withView(declared.view()))
          .writeValueAsBytes(value);
    } catch (IOException | RuntimeException e) { // the value's methods are the user's code
      throw new PayloadException(
          "%s cannot be written as %s: %s"
              .formatted(what, type.toCanonical(), JsonProblems.ofWriting(e)));
    }
  }

  @Nullable Object read(byte[] json, Declared declared, String what) {
    try {
      ObjectReader reader = mapper.readerFor(declared.type());
      return (declared.view() == null ? reader : reader.withView(declared.view())).readValue(json);
    } catch (IOException | RuntimeException e) { // the type's methods are the user's code
      throw new PayloadException(
          "%s cannot be read as %s: %s"
              .formatted(what, declared.type().toCanonical(), JsonProblems.ofReading(e)));
    }
  }

  /**
   * {@code writerFor} would drop what a subtype adds to the type in an {@code Optional}: <a
   * href="https://github.com/FasterXML/jackson-databind/issues/5616">jackson-databind 5616</a>.
   */
  private ObjectWriter writer(JavaType type) {
    return hasReference(type) ? mapper.writer().forType(type) : mapper.writerFor(type);
  }

  private static boolean hasReference(JavaType type) {
    JavaType content = type.getContentType();
    if (type.isReferenceType() || content != null && hasReference(content)) {
      return true;
    }
    for (int i = 0; i < type.containedTypeCount(); i++) {
      if (hasReference(type.containedType(i))) {
        return true;
      }
    }
    return false;
  }
}

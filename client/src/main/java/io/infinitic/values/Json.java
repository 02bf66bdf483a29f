package io.infinitic.values;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.ser.DefaultSerializerProvider;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.infinitic.exceptions.PayloadException;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values as JSON, with Jackson. */
final class Json {

  /** A method of an interface, which may have inherited it. */
  private record Member(Class<?> type, Method method) {}

  private final ObjectMapper mapper;
  private final ReadBack readBack;
  private final ByType<Declared, ObjectWriter> writers = new ByType<>(() -> this::newWriter);
  private final ByType<Declared, ObjectReader> readers;
  private final Map<Member, List<Declared>> parameters = new ConcurrentHashMap<>();
  private final Map<Member, Declared> results = new ConcurrentHashMap<>();
  private final Map<Member, Declared> elements = new ConcurrentHashMap<>();

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
    if (this.mapper.getSerializerProvider() instanceof DefaultSerializerProvider.Impl provider) {
      this.mapper.setSerializerProvider(new RootTypes(provider));
    }
    readBack = new ReadBack(this.mapper);
    this.mapper.setSerializerFactory(
        this.mapper
            .getSerializerFactory()
            .withSerializerModifier(new Refusals(readBack::hasReadableKeys)));
    readers = new ByType<>(this::newReaders);
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

  /** As {@link Declared#element}; looked up once. */
  Declared element(Class<?> type, Method getter) {
    return elements.computeIfAbsent(
        new Member(type, getter), key -> Declared.element(types(), type, getter));
  }

  /** The type of that name, as a payload has it. */
  Declared named(String canonical, String what) {
    try {
      return new Declared(modified(types().constructFromCanonical(canonical)), null);
    } catch (IllegalArgumentException e) {
      throw new PayloadException(
          "%s has the type %s, which is not on the class path".formatted(what, canonical));
    }
  }

  /** What modules make of a type, such as an {@code Optional}: a parsed name lacks it. */
  private JavaType modified(JavaType type) {
    if (type.isArrayType()) {
      return types().constructArrayType(modified(type.getContentType()));
    } else if (type.containedTypeCount() == 0) {
      return types().constructType(type.getRawClass());
    }
    JavaType[] contained = new JavaType[type.containedTypeCount()];
    for (int i = 0; i < contained.length; i++) {
      contained[i] = modified(type.containedType(i));
    }
    return types().constructParametricType(type.getRawClass(), contained);
  }

  /** Refuses what could not be read back as it is. */
  byte[] write(@Nullable Object value, Declared declared, String what) {
    JavaType type = declared.type();
    if (value == null && type.isPrimitive() && !declared.isVoid()) {
      throw unwritable(what, type, "at $ it is null");
    }
    if (value != null && hasAnyEnum(type)) {
      throw unwritable(
          what, type, "nothing tells which enum it is: declare that instead of a type variable");
    }
    Board.wasAsked(); // by a value that could not be written
    Notes notes = Board.newNotes(false);
    try {
      byte[] json = write(value, declared, false, what);
      if (value != null && !declared.isVoid()) {
        requireReadable(json, value, notes, declared, what);
      }
      return json;
    } finally {
      Board.newNotes(false); // those of a large value are not to stay with the thread
    }
  }

  /**
   * The same for a reader that names the type itself. What a type leaves open, such as the keys of
   * a map of which only the class is known, is not refused: that reader may know it.
   */
  byte[] writeForReader(@Nullable Object value, Declared declared, String what) {
    JavaType type = declared.type();
    if (value == null || !isOpen(type)) {
      return write(value, declared, what);
    }
    byte[] json = write(value, declared, true, what);
    if (Extremes.in(json)) {
      try {
        mapper.readTree(json);
      } catch (IOException | StackOverflowError e) {
        throw unwritable(what, type, "it could not be read back: " + JsonProblems.ofReading(e));
      }
    }
    return json;
  }

  /** The value by its own class, as {@link AnyOrder#text}. */
  String textInAnyOrder(@Nullable Object value) {
    try {
      return AnyOrder.text(mapper.readTree(unseeing(mapper.writer()).writeValueAsBytes(value)));
    } catch (IOException e) {
      throw new PayloadException(
          "a part of a value cannot be written: " + JsonProblems.ofWriting(e));
    }
  }

  private byte[] write(@Nullable Object value, Declared declared, boolean unseen, String what) {
    try {
      ObjectWriter writer = writers.get(declared);
      return (unseen ? unseeing(writer) : writer).writeValueAsBytes(value);
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      // the value's methods are the user's code
      throw unwritable(what, declared.type(), JsonProblems.ofWriting(e));
    }
  }

  private static ObjectWriter unseeing(ObjectWriter writer) {
    return writer.withAttribute(Examined.UNSEEN, Boolean.TRUE);
  }

  /** Whether a reader's type may tell more of the value: it has type arguments, or is any. */
  private static boolean isOpen(JavaType type) {
    return type.isArrayType()
        ? isOpen(type.getContentType())
        : type.isJavaLangObject() || type.getRawClass().getTypeParameters().length > 0;
  }

  private void requireReadable(
      byte[] json, Object value, Notes notes, Declared declared, String what) {
    JavaType type = declared.type();
    boolean asked = Board.wasAsked();
    if (!asked && readBack.isNeedless(type) && !Extremes.in(json)) {
      return;
    }
    try {
      Object back = readers.get(declared).readValue(json);
      Notes notesAgain = Board.newNotes(true);
      byte[] again = writers.get(declared).writeValueAsBytes(back);
      String lost = notes.missing(notesAgain);
      if (lost == null && !Arrays.equals(json, again)) {
        lost = Losses.findOrGained(mapper.readTree(json), mapper.readTree(again));
      }
      if (asked && lost == null && declared.view() == null) {
        lost = Losses.find(mapper.valueToTree(value), mapper.readTree(json));
      }
      if (lost != null) {
        throw unwritable(what, type, "at " + lost + " a value would not come back when it is read");
      }
    } catch (IOException | StackOverflowError | LinkageError e) {
      throw unwritable(what, type, "it could not be read back: " + JsonProblems.ofReading(e));
    } catch (PayloadException e) {
      throw e;
    } catch (RuntimeException e) {
      throw unwritable(what, type, "it could not be read back: " + JsonProblems.ofReading(e));
    } finally {
      Board.wasAsked();
    }
  }

  /** Whether the type, or one of its arguments, is all that a variable of an enum is bound by. */
  private static boolean hasAnyEnum(JavaType type) {
    if (type.hasRawClass(Enum.class)) {
      return true;
    }
    for (int i = 0; i < type.containedTypeCount(); i++) {
      if (hasAnyEnum(type.containedType(i))) {
        return true;
      }
    }
    return type.isArrayType() && hasAnyEnum(type.getContentType());
  }

  private static PayloadException unwritable(String what, JavaType type, String problem) {
    return new PayloadException(
        "%s cannot be written as %s: %s".formatted(what, type.toCanonical(), problem));
  }

  @Nullable Object read(byte[] json, Declared declared, String what) {
    try {
      return readers.get(declared).readValue(json);
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      // the type's methods are the user's code
      throw new PayloadException(
          "%s cannot be read as %s: %s"
              .formatted(what, declared.type().toCanonical(), JsonProblems.ofReading(e)));
    }
  }

  private ObjectWriter newWriter(Declared declared) {
    ObjectWriter made =
        writer(declared.isVoid() ? mapper.constructType(Void.class) : declared.type());
    return declared.view() == null ? made : made.withView(declared.view());
  }

  /** With a mapper of their own: it keeps something for each type that it was asked to read. */
  private Function<Declared, ObjectReader> newReaders() {
    ObjectMapper own = mapper.copy();
    return declared -> {
      ObjectReader made = own.readerFor(declared.type());
      return declared.view() == null ? made : made.withView(declared.view());
    };
  }

  /**
   * {@code writerFor} would write elements as the declared type, without what a subtype adds, and
   * not tell (<a href="https://github.com/FasterXML/jackson-databind/issues/5616">jackson-databind
   * 5616</a>).
   */
  private ObjectWriter writer(JavaType type) {
    return type.hasRawClass(Serializable.class) || type.hasRawClass(Comparable.class)
        ? mapper.writer() // they say nothing of the value
        : mapper.writer().forType(type);
  }
}

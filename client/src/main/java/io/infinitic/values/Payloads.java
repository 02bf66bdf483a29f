package io.infinitic.values;

import com.fasterxml.jackson.annotation.JsonView;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infinitic.exceptions.PayloadCodecException;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.Payload;
import io.infinitic.wire.Wording;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * User values as JSON by their declared type, then through codecs. What a method declares includes
 * its {@link JsonView}s: those of its parameters for the arguments, its own for the result.
 *
 * <p>Immutable, and to be shared by threads. In all methods {@code what} names the value in errors.
 */
public final class Payloads {

  /** Largest value, 2 MiB. */
  public static final int DEFAULT_LIMIT_BYTES = 2 << 20;

  private final Json json;
  private final Codecs codecs;
  private final KnownTypes types;
  private final int limitBytes;

  private Payloads(Json json, Codecs codecs, KnownTypes types, int limitBytes) {
    this.json = json;
    this.codecs = codecs;
    this.types = types;
    this.limitBytes = limitBytes;
  }

  /** With the default mapper and limit, without codecs. */
  public static Payloads defaults() {
    return new Payloads(
        new Json(JsonDefaults.strict()),
        new Codecs(List.of()),
        new KnownTypes(List.of()),
        DEFAULT_LIMIT_BYTES);
  }

  /** A new mapper with the default settings, to be changed and given to {@link #withMapper}. */
  public static ObjectMapper newMapper() {
    return JsonDefaults.strict();
  }

  /**
   * A new mapper that also reads what nearly fits: {@code 1.5} as the int 1, null as 0, the text
   * {@code "12"} as a number, a number as an enum's constant, and ignores what follows a value.
   */
  public static ObjectMapper newLenientMapper() {
    return JsonDefaults.lenient();
  }

  /**
   * With a copy of the mapper.
   *
   * @throws IllegalArgumentException if it writes something else than JSON
   */
  public Payloads withMapper(ObjectMapper mapper) {
    return new Payloads(new Json(mapper), codecs, types, limitBytes);
  }

  /**
   * With these codecs instead of the present ones, applied in this order on writing.
   *
   * @throws IllegalArgumentException if two have the same name, or one has none that can be used
   */
  public Payloads withCodecs(PayloadCodec... codecs) {
    return new Payloads(json, this.codecs.with(List.of(codecs)), types, limitBytes);
  }

  /** With all classes in the packages of these, as {@link #withTypes}. */
  public Payloads withTypesBeside(Class<?>... neighbours) {
    return withTypes(
        Stream.of(neighbours)
            .map(Class::getPackageName)
            .filter(name -> !name.isEmpty() && !name.startsWith("java."))
            .map(name -> name + ".*")
            .toArray(String[]::new));
  }

  /**
   * Refuses to read values that were not written with all of these codecs, such as those that are
   * not encrypted.
   *
   * @param names of present codecs
   * @throws IllegalArgumentException if there is no such codec
   */
  public Payloads withRequiredCodecs(String... names) {
    return new Payloads(json, codecs.requiring(Set.of(names)), types, limitBytes);
  }

  /**
   * Which classes a payload may name where no type is declared: by {@code inline}, and in a channel
   * of {@code Object}. The JDK's value types always are among them.
   *
   * @param patterns names of classes, or of packages with their subpackages: {@code
   *     com.acme.Order}, {@code com.acme.orders.*}
   */
  public Payloads withTypes(String... patterns) {
    return new Payloads(json, codecs, types.and(List.of(patterns)), limitBytes);
  }

  /**
   * The same; the listener hears of each failure of a codec before the caller does, who may be code
   * that catches it.
   */
  public Payloads onCodecFailure(Consumer<PayloadCodecException> listener) {
    return new Payloads(json, codecs.onFailure(listener), types, limitBytes);
  }

  /**
   * With another limit of what is written: the JSON of a value, what codecs make of it, and all
   * arguments of a call together. Codecs do not read more than that either.
   */
  public Payloads withLimit(int limitBytes) {
    if (limitBytes < 1) {
      throw new IllegalArgumentException("a limit of " + limitBytes + " bytes");
    }
    return new Payloads(json, codecs, types, limitBytes);
  }

  /**
   * The value as a payload.
   *
   * @throws PayloadException if it cannot be written
   * @throws PayloadTooLargeException if it is over the limit
   */
  public Payload write(@Nullable Object value, Type declared, String what) {
    return write(value, json.declared(declared), what);
  }

  /**
   * The value for a reader that names the type itself, such as the details of a heartbeat. What is
   * declared here says less: only what no reader could read is refused.
   *
   * @param declared what is known of the type: Object, or the class of the value
   * @throws PayloadException if it cannot be written
   * @throws PayloadTooLargeException if it is over the limit
   */
  public Payload writeForReader(@Nullable Object value, Type declared, String what) {
    Declared known = json.declared(declared);
    return encode(json.writeForReader(value, known, what), known, what);
  }

  /**
   * A value without declared type, with the type that {@link #readUndeclared} will read it by.
   *
   * @throws PayloadException if it would not come back as it is
   */
  public Payload writeUndeclared(@Nullable Object value, String what) {
    JavaType type = RuntimeTypes.of(value, json.types());
    if (!types.areKnown(type.toCanonical())) {
      throw new PayloadException(
          "%s cannot be written as %s: nothing declares that type. Name it where the value is made, or allow it in the section 'payloads' of the configuration"
              .formatted(what, type.toCanonical()));
    }
    Declared declared = new Declared(type, null);
    Payload payload = write(value, declared, what);
    if (!new Sameness(json::textInAnyOrder).of(value, read(payload, declared, what))) {
      throw new PayloadException(
          "%s cannot be written as %s: it would not come back as it is, and nothing declares its type. Name it where the value is made"
              .formatted(what, type.toCanonical()));
    }
    return payload;
  }

  /** As {@link #writeArguments(Class, Method, List, String)}, without bound type variables. */
  public List<Payload> writeArguments(
      Method method, List<@Nullable Object> arguments, String what) {
    return writeArguments(method.getDeclaringClass(), method, arguments, what);
  }

  /**
   * The arguments of a call.
   *
   * @param type the interface that is called; it has, or inherits, the method
   * @throws PayloadException if one cannot be written
   * @throws PayloadTooLargeException if one, or all of them together, are over the limit
   */
  public List<Payload> writeArguments(
      Class<?> type, Method method, List<@Nullable Object> arguments, String what) {
    List<Declared> parameters = json.parameters(type, method);
    List<Payload> payloads = new ArrayList<>(parameters.size());
    long total = 0;
    for (int i = 0; i < parameters.size(); i++) {
      Payload payload = write(arguments.get(i), parameters.get(i), argument(i, what));
      total += payload.bytes().remaining();
      payloads.add(payload);
    }
    if (total > limitBytes) {
      throw Codecs.tooLarge("all arguments of " + what, total, limitBytes);
    }
    return payloads;
  }

  /** As {@link #writeResult(Class, Method, Object, String)}, without bound type variables. */
  public Payload writeResult(Method method, @Nullable Object value, String what) {
    return writeResult(method.getDeclaringClass(), method, value, what);
  }

  /**
   * The result of a method; where that returns a future, the value which that is completed with.
   *
   * @param type the interface that was called; it has, or inherits, the method
   * @throws PayloadException if it cannot be written
   * @throws PayloadTooLargeException if it is over the limit
   */
  public Payload writeResult(Class<?> type, Method method, @Nullable Object value, String what) {
    return write(value, json.result(type, method), what);
  }

  /**
   * Reads a value.
   *
   * @throws PayloadException if it is not of that type, or has codecs that are not known here
   */
  public @Nullable Object read(Payload payload, Type declared, String what) {
    return read(payload, json.declared(declared), what);
  }

  /**
   * Reads what {@link #writeUndeclared} wrote. No class is loaded but those that may be named.
   *
   * @throws PayloadException if it cannot be read, or names a class that may not be named, or that
   *     is not on the class path
   */
  public @Nullable Object readUndeclared(Payload payload, String what) {
    String type = payload.type() == null ? "java.lang.Object" : payload.type();
    if (!types.areKnown(type)) {
      throw new PayloadException(
          "%s has the type %s, which nothing declares: allow it in the section 'payloads' of the configuration"
              .formatted(what, type));
    }
    return read(payload, json.named(type, what), what);
  }

  /** Whether a payload may name that class where no type is declared. */
  public boolean isAllowed(String className) {
    return types.areKnown(className);
  }

  /**
   * What can be sent to the channel that a method of a workflow interface returns; Object if
   * nothing is said.
   *
   * @param type the interface; it has, or inherits, the method
   */
  public Type channelElement(Class<?> type, Method getter) {
    return json.element(type, getter).type();
  }

  /**
   * A signal: by its declared type or, where a reader could not tell the class from that, by its
   * own.
   *
   * @param declared as {@link #channelElement} says
   */
  public Payload writeSignal(@Nullable Object value, Type declared, String what) {
    return value != null && RuntimeTypes.isOpen(declared)
        ? write(value, new Declared(RuntimeTypes.of(value, json.types()), null), what)
        : write(value, declared, what);
  }

  /** Whether JSON alone does not tell which class a value of that type is to be read as. */
  public static boolean isOpen(Type declared) {
    return RuntimeTypes.isOpen(declared);
  }

  /**
   * The value as JSON text.
   *
   * @throws PayloadException if it has codecs that are not known here
   */
  public String json(Payload payload, String what) {
    return new String(codecs.decode(payload, limitBytes, what), StandardCharsets.UTF_8);
  }

  /** As {@link #readArguments(Class, Method, List, String)}, without bound type variables. */
  public @Nullable Object[] readArguments(Method method, List<Payload> payloads, String what) {
    return readArguments(method.getDeclaringClass(), method, payloads, what);
  }

  /**
   * Reads the arguments of a method.
   *
   * @param type the interface that is called; it has, or inherits, the method
   * @throws PayloadException if one is missing or cannot be read
   */
  public @Nullable Object[] readArguments(
      Class<?> type, Method method, List<Payload> payloads, String what) {
    List<Declared> parameters = json.parameters(type, method);
    if (payloads.size() < parameters.size()) {
      throw new PayloadException(
          "%s takes %s; the call has %d"
              .formatted(what, Wording.count(parameters.size(), "argument"), payloads.size()));
    }
    Object[] arguments = new Object[parameters.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = read(payloads.get(i), parameters.get(i), argument(i, what));
    }
    return arguments;
  }

  /** Whether the arguments were written for that method: with the types of its parameters. */
  public boolean areDeclaredBy(Class<?> type, Method method, List<Payload> arguments) {
    List<Declared> parameters = json.parameters(type, method);
    for (int i = 0; i < parameters.size(); i++) {
      if (!parameters.get(i).type().toCanonical().equals(arguments.get(i).type())) {
        return false;
      }
    }
    return true;
  }

  /** Whether that method could take the arguments. */
  public boolean areReadableBy(Class<?> type, Method method, List<Payload> arguments) {
    try {
      readArguments(type, method, arguments, method.getName());
      return true;
    } catch (PayloadException e) {
      return false;
    }
  }

  /** As {@link #readResult(Class, Method, Payload, String)}, without bound type variables. */
  public @Nullable Object readResult(Method method, Payload payload, String what) {
    return readResult(method.getDeclaringClass(), method, payload, what);
  }

  /**
   * Reads the result of a method; where that returns a future, gives one that is completed.
   *
   * @param type the interface that was called; it has, or inherits, the method
   * @throws PayloadException if it cannot be read
   */
  public @Nullable Object readResult(Class<?> type, Method method, Payload payload, String what) {
    Object value = read(payload, json.result(type, method), what);
    return Declared.isFuture(method) ? CompletableFuture.completedFuture(value) : value;
  }

  private Payload write(@Nullable Object value, Declared declared, String what) {
    return encode(json.write(value, declared, what), declared, what);
  }

  private Payload encode(byte[] written, Declared declared, String what) {
    return codecs.encode(written, declared.type().toCanonical(), limitBytes, what);
  }

  private @Nullable Object read(Payload payload, Declared declared, String what) {
    return declared.isVoid()
        ? null
        : json.read(codecs.decode(payload, limitBytes, what), declared, what);
  }

  private static String argument(int index, String what) {
    return "argument " + (index + 1) + " of " + what;
  }
}

package io.infinitic.stubs;

import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.functions.Proc0;
import io.infinitic.runtime.Thrown;
import io.infinitic.workflows.SendChannel;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/** Makes stubs, and turns a call of a stub into a value. */
public final class Stubs {

  private static final String HANDLER = "handler";
  private static final ThreadLocal<@Nullable List<StubCall>> CAPTURED = new ThreadLocal<>();

  private static final ClassValue<Class<?>> CLASSES =
      new ClassValue<>() {
        @Override
        protected Class<?> computeValue(Class<?> type) {
          return generate(type);
        }
      };

  /** Asked of many objects that are no stubs, for which looking would throw each time. */
  private static final ClassValue<Optional<Field>> HANDLERS =
      new ClassValue<>() {
        @Override
        protected Optional<Field> computeValue(Class<?> type) {
          return Stream.of(type.getFields())
              .filter(field -> field.getName().equals(HANDLER))
              .findFirst();
        }
      };

  private Stubs() {}

  /**
   * An object of that type whose calls go to the handler.
   *
   * @throws InvalidStubException if the type is not an interface that this process can see
   */
  public static <T> T create(Class<? extends T> type, StubHandler handler) {
    if (!type.isInterface() || type.isAnnotation() || type.isSealed() || type.isHidden()) {
      throw new InvalidStubException(
          "a stub can only stand for an interface that is not sealed; "
              + type.getName()
              + " is not");
    }
    Class<?> stubClass = CLASSES.get(type);
    try {
      Object stub = stubClass.getDeclaredConstructor().newInstance();
      stubClass.getField(HANDLER).set(stub, new Adapter(type, handler));
      return type.cast(stub);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The handler that the stub was made with; null if the object is no stub. */
  public static @Nullable StubHandler handlerOf(Object stub) {
    Field handler = HANDLERS.get(stub.getClass()).orElse(null);
    try {
      return handler != null && handler.get(stub) instanceof Adapter adapter
          ? adapter.handler()
          : null;
    } catch (IllegalAccessException e) {
      return null;
    }
  }

  /**
   * The one call of a stub that the procedure makes; it is not carried out.
   *
   * @throws InvalidStubException if it makes none, or several
   */
  public static StubCall capture(Proc0 procedure) {
    List<StubCall> outer = CAPTURED.get();
    List<StubCall> calls = new ArrayList<>();
    CAPTURED.set(calls);
    try {
      procedure.apply();
    } catch (NullPointerException e) {
      // a null was unboxed: a method of primitive type has been referenced through a wrapper, after
      // the call
      if (calls.isEmpty()) {
        throw e;
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new InvalidStubException("the method reference failed: " + Thrown.text(e));
    } finally {
      if (outer == null) {
        CAPTURED.remove();
      } else {
        CAPTURED.set(outer);
      }
    }
    if (calls.size() != 1) {
      throw new InvalidStubException(
          calls.isEmpty()
              ? "the method reference calls no stub: pass a method of an object made by newService"
                  + " or newWorkflow, such as stub::method"
              : "the method reference calls "
                  + calls.size()
                  + " stubs ("
                  + calls.get(0).label()
                  + ", "
                  + calls.get(1).label()
                  + "): pass a single method of a stub");
    }
    return calls.get(0);
  }

  /** What a stub's calls go to. */
  private record Adapter(Class<?> type, StubHandler handler) implements InvocationHandler {

    @Override
    public @Nullable Object invoke(Object stub, Method method, @Nullable Object[] arguments)
        throws Throwable {
      if (method.getDeclaringClass() == Object.class) {
        return object(type, stub, method, arguments);
      }
      StubCall call =
          new StubCall(
              handler,
              type,
              method,
              arguments == null
                  ? List.of()
                  : Collections.unmodifiableList(new ArrayList<>(Arrays.asList(arguments))));
      List<StubCall> captured = CAPTURED.get();
      // A channel's getter is not a call: it leads to one.
      if (captured != null && !isChannel(method)) {
        captured.add(call);
        return zero(method.getReturnType());
      }
      return handler.invoke(call);
    }
  }

  /**
   * The channel that a method of a workflow interface offers, of a run that is not this one.
   *
   * @param getter the call of that method
   */
  public static SendChannel<?> channel(StubCall getter, StubHandler handler) {
    return create(getter.method().getReturnType().asSubclass(SendChannel.class), handler);
  }

  /**
   * What a call of such a channel sends.
   *
   * @throws InvalidStubException if it is another method: signals are received only in the run
   */
  public static @Nullable Object sent(StubCall call) {
    if (!call.method().getName().equals("send") || call.arguments().size() != 1) {
      throw new InvalidStubException(
          "signals of a channel are received by the code of its own run; on a stub of it, only send"
              + " can be called: let the interface's method return a SendChannel");
    }
    return call.arguments().get(0);
  }

  /** Whether a method of a workflow interface offers a channel. */
  public static boolean isChannel(Method method) {
    return SendChannel.class.isAssignableFrom(method.getReturnType())
        && method.getParameterCount() == 0;
  }

  private static Object object(
      Class<?> type, Object stub, Method method, @Nullable Object[] arguments)
      throws InvocationTargetException {
    return switch (method.getName()) {
      case "equals" -> stub == arguments[0];
      case "hashCode" -> System.identityHashCode(stub);
      default -> "stub of " + type.getName();
    };
  }

  private static @Nullable Object zero(Class<?> type) {
    if (!type.isPrimitive() || type == void.class) {
      return null;
    }
    if (type == boolean.class) {
      return false;
    } else if (type == char.class) {
      return '\0';
    } else if (type == byte.class) {
      return (byte) 0;
    } else if (type == short.class) {
      return (short) 0;
    } else if (type == int.class) {
      return 0;
    } else if (type == long.class) {
      return 0L;
    } else if (type == float.class) {
      return 0f;
    }
    return 0d;
  }

  private static Class<?> generate(Class<?> type) {
    String name = type.getName() + "$InfiniticStub";
    try (var made =
        new ByteBuddy()
            .subclass(Object.class)
            .name(name)
            .modifiers(Visibility.PUBLIC)
            .implement(type)
            .defineField(HANDLER, InvocationHandler.class, Visibility.PUBLIC)
            .method(
                ElementMatchers.isVirtual()
                    .and(ElementMatchers.not(ElementMatchers.isFinalizer()))
                    .and(ElementMatchers.not(ElementMatchers.named("clone"))))
            .intercept(InvocationHandlerAdapter.toField(HANDLER))
            .make()) {
      ClassLoader loader = type.getClassLoader();
      if (isUsableFromAnywhere(type)) {
        return made.load(loader).getLoaded();
      }
      return made.load(
              loader,
              ClassLoadingStrategy.UsingLookup.of(
                  MethodHandles.privateLookupIn(type, MethodHandles.lookup())))
          .getLoaded();
    } catch (Exception e) {
      throw new InvalidStubException("cannot make a stub of " + type.getName() + ": " + e);
    }
  }

  /**
   * Otherwise its stub must be beside it, in the loader that knows it: the interface, or a type of
   * one of its methods, is package-private.
   */
  private static boolean isUsableFromAnywhere(Class<?> type) {
    return isPublic(type)
        && Stream.of(type.getMethods())
            .flatMap(
                method ->
                    Stream.concat(
                        Stream.of(method.getDeclaringClass(), method.getReturnType()),
                        Stream.of(method.getParameterTypes())))
            .allMatch(Stubs::isPublic);
  }

  /** As the JVM sees it: a protected nested class is public. */
  private static boolean isPublic(Class<?> type) {
    Class<?> element = type.isArray() ? type.getComponentType() : type;
    return element.isArray()
        ? isPublic(element)
        : Modifier.isPublic(element.getModifiers()) || Modifier.isProtected(element.getModifiers());
  }
}

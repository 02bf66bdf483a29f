package io.infinitic.values;

import com.fasterxml.jackson.annotation.JsonView;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeBindings;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.workflows.SendChannel;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an interface declares of an argument or of a result: its type and its {@link JsonView}. */
record Declared(JavaType type, @Nullable Class<?> view) {

  /** The parameters of a method, with the type variables as the interface binds them. */
  static List<Declared> parameters(TypeFactory types, Class<?> type, Method method) {
    Method declared = unbridged(method);
    TypeBindings bindings = bindings(types, type, declared);
    return Stream.of(declared.getParameters())
        .map(
            parameter ->
                new Declared(
                    types.resolveMemberType(parameter.getParameterizedType(), bindings),
                    view(parameter, declared)))
        .toList();
  }

  /**
   * The result of a method, with the type variables as the interface binds them. Of a method that
   * returns a future: what that is completed with.
   */
  static Declared result(TypeFactory types, Class<?> type, Method method) {
    Method declared = unbridged(method);
    JavaType result =
        types.resolveMemberType(declared.getGenericReturnType(), bindings(types, type, declared));
    return new Declared(
        isFuture(method) ? result.containedTypeOrUnknown(0) : result, view(declared, declared));
  }

  /**
   * What can be sent to the channel that a method returns: also if its type is an interface of its
   * own, or has a type variable that the interface binds. Object if nothing is said.
   */
  static Declared element(TypeFactory types, Class<?> type, Method getter) {
    JavaType[] elements = result(types, type, getter).type().findTypeParameters(SendChannel.class);
    return new Declared(
        elements.length == 0 ? types.constructType(Object.class) : elements[0], null);
  }

  /** Whether a method returns a future of its result. */
  static boolean isFuture(Method method) {
    return method.getReturnType() == CompletableFuture.class
        || method.getReturnType() == CompletionStage.class;
  }

  boolean isVoid() {
    return type.hasRawClass(void.class) || type.hasRawClass(Void.class);
  }

  private static TypeBindings bindings(TypeFactory types, Class<?> type, Method method) {
    Class<?> declaring = method.getDeclaringClass();
    if (!declaring.isAssignableFrom(type)) {
      throw new IllegalArgumentException(type.getName() + " does not have the method " + method);
    }
    return types.constructType(type).findSuperType(declaring).getBindings();
  }

  /**
   * The method as it stands in the source. An interface that narrows an inherited method has two of
   * them, one with the erased types.
   */
  private static Method unbridged(Method method) {
    return method.isBridge()
        ? Stream.of(method.getDeclaringClass().getDeclaredMethods())
            .filter(other -> !other.isBridge() && narrows(other, method))
            .findFirst()
            .orElse(method)
        : method;
  }

  private static boolean narrows(Method narrow, Method wide) {
    Class<?>[] narrowTypes = narrow.getParameterTypes();
    Class<?>[] wideTypes = wide.getParameterTypes();
    if (!narrow.getName().equals(wide.getName()) || narrowTypes.length != wideTypes.length) {
      return false;
    }
    for (int i = 0; i < wideTypes.length; i++) {
      if (!wideTypes[i].isAssignableFrom(narrowTypes[i])) {
        return false;
      }
    }
    return wide.getReturnType().isAssignableFrom(narrow.getReturnType());
  }

  private static @Nullable Class<?> view(AnnotatedElement element, Method method) {
    JsonView annotation = element.getAnnotation(JsonView.class);
    if (annotation == null) {
      return null;
    }
    Class<?>[] views = annotation.value();
    if (views.length != 1) {
      throw new PayloadException(
          "@JsonView on %s of %s.%s has the views %s; it must have one"
              .formatted(
                  element instanceof Parameter parameter
                      ? "the parameter " + parameter.getName()
                      : "the result",
                  method.getDeclaringClass().getName(),
                  method.getName(),
                  Arrays.stream(views).map(Class::getSimpleName).toList()));
    }
    return views[0];
  }
}

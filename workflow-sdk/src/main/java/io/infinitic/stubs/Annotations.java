package io.infinitic.stubs;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What annotations say of a type and of its methods, also those on what it inherits: a method that
 * is overridden, or declared again, keeps what was said of it. The nearest annotation counts: a
 * subtype's before that of its supertypes, a class's before those of interfaces. Methods are the
 * same if their parameters are, as the type sees them: with its types for type variables.
 */
public final class Annotations {

  private record Question(Object of, Class<? extends Annotation> annotation) {}

  private static final ClassValue<Annotations> OF =
      new ClassValue<>() {
        @Override
        protected Annotations computeValue(Class<?> type) {
          return new Annotations(type);
        }
      };

  private final List<Class<?>> classes = new ArrayList<>();
  private final List<Class<?>> interfaces;
  private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();

  /** Each call of a stub asks. */
  private final Map<Question, Optional<Annotation>> ofClasses = new ConcurrentHashMap<>();

  private final Map<Question, Optional<Annotation>> ofInterfaces = new ConcurrentHashMap<>();

  private Annotations(Class<?> type) {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> one = type; one != null; one = one.getSuperclass()) {
      if (!one.isInterface()) {
        classes.add(one);
        bind(one.getGenericSuperclass());
      }
      addInterfaces(one, found);
    }
    interfaces = nearestFirst(found);
  }

  /** Those of a type. */
  public static Annotations of(Class<?> type) {
    return OF.get(type);
  }

  private void addInterfaces(Class<?> type, Set<Class<?>> into) {
    if (type.isInterface()) {
      into.add(type);
    }
    for (Type one : type.getGenericInterfaces()) {
      bind(one);
    }
    for (Class<?> one : type.getInterfaces()) {
      addInterfaces(one, into);
    }
  }

  private void bind(@Nullable Type supertype) {
    if (supertype instanceof ParameterizedType generic) {
      TypeVariable<?>[] variables = ((Class<?>) generic.getRawType()).getTypeParameters();
      for (int i = 0; i < variables.length; i++) {
        bindings.put(variables[i], generic.getActualTypeArguments()[i]);
      }
    }
  }

  /** What extends another one comes before it. */
  private static List<Class<?>> nearestFirst(Set<Class<?>> types) {
    List<Class<?>> sorted = new ArrayList<>();
    while (sorted.size() < types.size()) {
      types.stream()
          .filter(type -> !sorted.contains(type))
          .filter(
              type ->
                  types.stream()
                      .filter(other -> other != type && !sorted.contains(other))
                      .noneMatch(type::isAssignableFrom))
          .findFirst()
          .ifPresent(sorted::add);
    }
    return List.copyOf(sorted);
  }

  /** That on the type: on the class or a superclass, else on an interface. */
  public <A extends Annotation> @Nullable A onType(Class<A> annotation) {
    A found = onClass(annotation);
    return found != null ? found : onInterface(annotation);
  }

  /** That on the class or a superclass. */
  public <A extends Annotation> @Nullable A onClass(Class<A> annotation) {
    return first(ofClasses, Annotations.class, annotation, classes::stream);
  }

  /** That on an interface: the type itself if it is one, and those that it extends. */
  public <A extends Annotation> @Nullable A onInterface(Class<A> annotation) {
    return first(ofInterfaces, Annotations.class, annotation, interfaces::stream);
  }

  /** That on the method: as a class declares it, else as an interface does. */
  public <A extends Annotation> @Nullable A onMethod(Method method, Class<A> annotation) {
    A found = onMethodOfClass(method, annotation);
    return found != null ? found : onMethodOfInterface(method, annotation);
  }

  /** That on the method of the class, or on the one that it overrides in a superclass. */
  public <A extends Annotation> @Nullable A onMethodOfClass(Method method, Class<A> annotation) {
    return first(ofClasses, method, annotation, () -> same(classes, method));
  }

  /** That on the method of an interface: that which the type's method implements or overrides. */
  public <A extends Annotation> @Nullable A onMethodOfInterface(
      Method method, Class<A> annotation) {
    return first(ofInterfaces, method, annotation, () -> same(interfaces, method));
  }

  private static <A extends Annotation> @Nullable A first(
      Map<Question, Optional<Annotation>> known,
      Object of,
      Class<A> annotation,
      Supplier<Stream<? extends AnnotatedElement>> places) {
    return annotation.cast(
        known
            .computeIfAbsent(
                new Question(of, annotation),
                asked ->
                    places
                        .get()
                        .map(place -> (Annotation) place.getAnnotation(annotation))
                        .filter(found -> found != null)
                        .findFirst())
            .orElse(null));
  }

  private Stream<Method> same(Collection<Class<?>> types, Method method) {
    return types.stream()
        .flatMap(type -> Stream.of(type.getDeclaredMethods()))
        .filter(other -> isPart(other) && other.getName().equals(method.getName()))
        .filter(other -> haveSameParameters(other, method));
  }

  private static boolean isPart(Method method) {
    int modifiers = method.getModifiers();
    return !method.isBridge() && !Modifier.isStatic(modifiers) && !Modifier.isPrivate(modifiers);
  }

  /** Whether two methods of the type and its supertypes have the same parameters for it. */
  public boolean haveSameParameters(Method one, Method other) {
    return parameters(one).equals(parameters(other));
  }

  private List<Class<?>> parameters(Method method) {
    return Stream.of(method.getGenericParameterTypes()).<Class<?>>map(this::erased).toList();
  }

  private Class<?> erased(Type type) {
    if (type instanceof ParameterizedType generic) {
      return erased(generic.getRawType());
    } else if (type instanceof GenericArrayType array) {
      return erased(array.getGenericComponentType()).arrayType();
    } else if (type instanceof TypeVariable<?> variable) {
      Type bound = bindings.get(variable);
      return erased(bound == null ? variable.getBounds()[0] : bound);
    } else if (type instanceof WildcardType wildcard) {
      return erased(wildcard.getUpperBounds()[0]);
    }
    return (Class<?>) type;
  }
}

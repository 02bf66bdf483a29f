package io.infinitic.workers;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.stubs.Names;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A class that a worker runs under a name: a service or a workflow. */
public final class Definition {

  private record Signature(String name, int arity) {}

  private final String name;
  private final Class<?> contract;
  private final Class<?> implementation;
  private final Function<Class<?>, Object> factory;
  private final Map<Signature, Method> methods = new HashMap<>();
  private final Logger logger;

  private Definition(
      String name, Class<?> contract, Class<?> implementation, Function<Class<?>, Object> factory) {
    this.name = name;
    this.contract = contract;
    this.implementation = implementation;
    this.factory = factory;
    logger = LoggerFactory.getLogger(implementation);
  }

  /** With an instance from the class's constructor without parameters. */
  public static Definition of(String name, Class<?> implementation) {
    return of(name, implementation, Definition::construct);
  }

  /**
   * With instances from the factory.
   *
   * @throws IllegalArgumentException if the class implements no interface of that name, or two of
   *     its methods cannot be told apart on the wire
   */
  public static Definition of(
      String name, Class<?> implementation, Function<Class<?>, Object> factory) {
    Set<Class<?>> types = new LinkedHashSet<>();
    interfaces(implementation, types);
    Class<?> contract =
        types.stream()
            .filter(type -> Names.of(type).equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "class %s implements no interface named %s; it implements %s"
                            .formatted(
                                implementation.getName(),
                                name,
                                types.stream().map(Names::of).toList())));
    Definition definition = new Definition(name, contract, implementation, factory);
    for (Method method : contract.getMethods()) {
      definition.add(method);
    }
    return definition;
  }

  private void add(Method method) {
    Signature signature = new Signature(Names.of(method), method.getParameterCount());
    Method other = methods.put(signature, method);
    if (other != null && !method.isBridge() && !other.isBridge() && !overrides(method, other)) {
      throw new IllegalArgumentException(
          "methods %s and %s have the same name and number of parameters on the wire; give one a @Name"
              .formatted(other, method));
    }
    method.setAccessible(true);
  }

  private static boolean overrides(Method one, Method other) {
    return List.of(one.getParameterTypes()).equals(List.of(other.getParameterTypes()));
  }

  /** The name on the wire. */
  public String name() {
    return name;
  }

  /** The interface of that name. */
  public Class<?> contract() {
    return contract;
  }

  /** The class. */
  public Class<?> implementation() {
    return implementation;
  }

  /** That of the class. */
  public Logger logger() {
    return logger;
  }

  /** A new instance. */
  public Object newInstance() {
    return factory.apply(implementation);
  }

  /** The interface's method. */
  public Optional<Method> method(String methodName, int arity) {
    return Optional.ofNullable(methods.get(new Signature(methodName, arity)));
  }

  /** The interface's methods. */
  public Collection<Method> methods() {
    return Collections.unmodifiableCollection(methods.values());
  }

  /** Says that a method is missing, and which are there. */
  public String unknown(String methodName, int arity) {
    List<String> known = new ArrayList<>();
    methods.keySet().forEach(s -> known.add(s.name() + "/" + s.arity()));
    return "%s has no method %s with %d arguments; it has %s"
        .formatted(name, methodName, arity, known.stream().sorted().toList());
  }

  private static void interfaces(@Nullable Class<?> type, Set<Class<?>> into) {
    if (type == null) {
      return;
    }
    for (Class<?> one : type.getInterfaces()) {
      into.add(one);
      interfaces(one, into);
    }
    interfaces(type.getSuperclass(), into);
  }

  private static Object construct(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      } else if (e.getCause() instanceof Error thrown) {
        throw thrown;
      }
      throw new InfiniticException(
          "the constructor of " + type.getName() + " failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new InfiniticException(
          type.getName()
              + " has no constructor without parameters that can be called; add one, or give the worker a factory",
          e);
    }
  }
}

package io.infinitic.workers;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.schemas.Payload;
import io.infinitic.stubs.Names;
import io.infinitic.values.Payloads;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A class that a worker runs under a name: a service or a workflow. */
public final class Definition {

  private static final Logger LOG = LoggerFactory.getLogger(Definition.class);

  private final String name;
  private final Class<?> contract;
  private final Class<?> implementation;
  private final Function<Class<?>, Object> factory;
  private final ContractMethods methods;
  private final Logger logger;

  private Definition(
      String name, Class<?> contract, Class<?> implementation, Function<Class<?>, Object> factory) {
    this.name = name;
    this.contract = contract;
    this.implementation = implementation;
    this.factory = factory;
    methods = new ContractMethods(contract);
    unbound(contract)
        .ifPresent(
            generic ->
                LOG.warn(
                    "INF-2014 interface {}{} has type parameters that nothing binds: values of"
                        + " these types are read as what JSON knows, such as maps and numbers."
                        + " Declare an interface that extends it with types, and let stubs and"
                        + " worker name that one",
                    generic.getName(),
                    generic == contract ? "" : ", which " + contract.getName() + " extends,"));
    logger = LoggerFactory.getLogger(implementation);
  }

  /** The interface itself, or one that it extends, if it is generic and named without types. */
  private static Optional<Class<?>> unbound(Type named) {
    boolean hasTypes = named instanceof ParameterizedType;
    Class<?> type = (Class<?>) (hasTypes ? ((ParameterizedType) named).getRawType() : named);
    return !hasTypes && type.getTypeParameters().length > 0
        ? Optional.of(type)
        : Stream.of(type.getGenericInterfaces())
            .map(Definition::unbound)
            .flatMap(Optional::stream)
            .findFirst();
  }

  /**
   * With an instance from the class's constructor without parameters.
   *
   * @throws IllegalArgumentException if the class has none that can be called, or does not fit
   */
  public static Definition of(String name, Class<?> implementation) {
    requireConstructor(implementation);
    return of(name, implementation, Definition::construct);
  }

  private static void requireConstructor(Class<?> type) {
    String problem = null;
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      problem = "is abstract: name a class that can be made, or give the worker a factory";
    } else if (type.isLocalClass()
        || type.isAnonymousClass()
        || type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
      problem =
          "is an inner class, which needs an object of the class around it: make it static, or a"
              + " class of its own";
    } else if (Stream.of(type.getDeclaredConstructors())
        .noneMatch(constructor -> constructor.getParameterCount() == 0)) {
      problem = "has no constructor without parameters: add one, or give the worker a factory";
    }
    if (problem != null) {
      throw new IllegalArgumentException("class " + type.getName() + " " + problem);
    }
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
    return new Definition(name, contract, implementation, factory);
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

  /** The interface's method that a call means. */
  public Optional<Method> method(String methodName, List<Payload> arguments, Payloads payloads) {
    return methods.find(methodName, arguments, payloads);
  }

  /** The interface's methods. */
  public Collection<Method> methods() {
    return methods.all();
  }

  /** Says that a method is missing, and which are there. */
  public String unknown(String methodName, int arity) {
    return "%s has no method %s with %s; it has %s"
        .formatted(
            name,
            methodName,
            switch (arity) {
              case 0 -> "no argument";
              case 1 -> "1 argument of this type";
              default -> arity + " arguments of these types";
            },
            methods.names());
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
              + " has no constructor without parameters that can be called; add one, or give the"
              + " worker a factory",
          e);
    }
  }
}

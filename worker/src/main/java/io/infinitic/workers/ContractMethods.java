package io.infinitic.workers;

import io.infinitic.schemas.Payload;
import io.infinitic.stubs.Names;
import io.infinitic.values.Payloads;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The methods of an interface, as calls name them: by the name on the wire, the number of arguments
 * and, where that fits several, the types of the arguments.
 */
final class ContractMethods {

  private record Signature(String name, int arity) {}

  private final Class<?> contract;
  private final Map<Signature, List<Method>> methods = new HashMap<>();

  /**
   * Those of an interface, inherited ones too. Static methods are not part of a contract.
   *
   * @throws IllegalArgumentException if two of them have the same name and parameters on the wire
   */
  ContractMethods(Class<?> contract) {
    this.contract = contract;
    for (Method method : contract.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers()) && !method.isBridge()) {
        add(method);
      }
    }
  }

  private void add(Method method) {
    List<Method> overloads =
        methods.computeIfAbsent(
            new Signature(Names.of(method), method.getParameterCount()), key -> new ArrayList<>());
    for (Method other : List.copyOf(overloads)) {
      if (isSame(method, other)) {
        if (!method.getName().equals(other.getName())) {
          throw new IllegalArgumentException(
              "methods %s and %s have the same name and parameters on the wire; give one another @Name"
                  .formatted(other, method));
        }
        if (narrows(other, method)) {
          return;
        }
        overloads.remove(other);
      }
    }
    method.setAccessible(true);
    overloads.add(method);
    overloads.sort((one, two) -> one.toGenericString().compareTo(two.toGenericString()));
  }

  private static boolean isSame(Method one, Method other) {
    return List.of(one.getParameterTypes()).equals(List.of(other.getParameterTypes()));
  }

  /** Whether the method overrides the other one, which another interface declares. */
  private static boolean narrows(Method method, Method other) {
    return other.getReturnType().isAssignableFrom(method.getReturnType())
        && other.getDeclaringClass().isAssignableFrom(method.getDeclaringClass());
  }

  /**
   * The method that a call means.
   *
   * @throws IllegalArgumentException if the arguments say no types, and fit several methods
   */
  Optional<Method> find(String name, List<Payload> arguments, Payloads payloads) {
    List<Method> overloads = methods.getOrDefault(new Signature(name, arguments.size()), List.of());
    if (overloads.size() < 2) {
      return overloads.stream().findFirst();
    }
    Optional<Method> declared =
        overloads.stream()
            .filter(method -> payloads.areDeclaredBy(contract, method, arguments))
            .findFirst();
    if (declared.isPresent()) {
      return declared;
    }
    // From a caller that does not know Java's types, or knows those of another version.
    List<Method> readable =
        overloads.stream()
            .filter(method -> payloads.areReadableBy(contract, method, arguments))
            .toList();
    if (readable.size() > 1) {
      throw new IllegalArgumentException(
          "the arguments of %s fit %s: tell their types, or give each method a @Name"
              .formatted(name, readable));
    }
    return readable.stream().findFirst();
  }

  Collection<Method> all() {
    return methods.values().stream().flatMap(List::stream).toList();
  }

  /** Each name with its number of parameters. */
  List<String> names() {
    return methods.keySet().stream().map(s -> s.name() + "/" + s.arity()).sorted().toList();
  }
}

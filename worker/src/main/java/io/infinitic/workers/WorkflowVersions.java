package io.infinitic.workers;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.workers.replay.Environment;
import io.infinitic.workers.replay.InstanceCheck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The classes of a workflow, by version: the number after the underscore at the end of the class's
 * simple name, 0 without one. New runs take the highest; an open run keeps its own.
 */
public final class WorkflowVersions {

  private static final Pattern SUFFIX = Pattern.compile("_(\\d{1,9})$");

  private final String name;
  private final SortedMap<Integer, Definition> versions = new TreeMap<>();

  /**
   * With these classes.
   *
   * @throws IllegalArgumentException if there is none, or two have one version
   */
  public WorkflowVersions(List<Definition> definitions) {
    if (definitions.isEmpty()) {
      throw new IllegalArgumentException("a workflow needs a class");
    }
    name = definitions.get(0).name();
    for (Definition definition : definitions) {
      int version = versionOf(definition.implementation());
      Definition other = versions.put(version, definition);
      if (other != null) {
        throw new IllegalArgumentException(
            "classes %s and %s of workflow %s both have version %d"
                .formatted(
                    other.implementation().getName(),
                    definition.implementation().getName(),
                    name,
                    version));
      }
    }
  }

  /** Version of a class. */
  public static int versionOf(Class<?> implementation) {
    Matcher suffix = SUFFIX.matcher(implementation.getSimpleName());
    return suffix.find() ? Integer.parseInt(suffix.group(1)) : 0;
  }

  /** The name on the wire. */
  public String name() {
    return name;
  }

  /** The versions of the classes, the oldest first. */
  List<Integer> numbers() {
    return List.copyOf(versions.keySet());
  }

  /** Every class, the oldest first. */
  public Collection<Definition> all() {
    return versions.values();
  }

  /**
   * Makes an instance of each class once.
   *
   * @throws IllegalArgumentException if one cannot be made
   */
  void checkInstances(Environment environment) {
    versions.forEach((version, definition) -> InstanceCheck.of(version, definition, environment));
  }

  /** That of new runs. */
  public int latest() {
    return versions.lastKey();
  }

  /**
   * The class of a version.
   *
   * @throws InfiniticException if this worker has not got it
   */
  public Definition get(int version) {
    Definition definition = versions.get(version);
    if (definition == null) {
      throw new InfiniticException(
          "a run of workflow %s has version %d of its class; this worker has %s. Add the class with the suffix _%d to the worker, while such runs are open."
              .formatted(name, version, new ArrayList<>(versions.keySet()), version));
    }
    return definition;
  }
}

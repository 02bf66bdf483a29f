package io.infinitic.values;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreType;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a class that its JSON would not have: they would be empty when it is read. A field is
 * seen if a property has it, or is named like it, or if the class says that it is left out.
 */
final class HiddenFields {

  private static final Pattern ACCESSOR = Pattern.compile("^(get|set|is|with)(?=\\p{Lu})");

  /** Results that a class keeps, to compute them once. */
  private static final Set<String> HASHES = Set.of("hash", "hashcode");

  /** Packages whose objects are tools, not values. */
  private static final List<String> LEFT_OUT =
      List.of(
          "java.util.concurrent.locks.",
          "java.util.logging.",
          "java.lang.System$Logger",
          "org.slf4j.",
          "org.apache.logging.",
          "org.apache.commons.logging.",
          "ch.qos.logback.");

  private HiddenFields() {}

  /**
   * Why objects of a class that Jackson writes by its properties cannot travel; null if they may.
   */
  static @Nullable String reason(SerializationConfig config, BeanDescription description) {
    Class<?> type = description.getBeanClass();
    if (type.isRecord() || type.isInterface() || isShaped(description)) {
      return null;
    }
    Set<String> seen = new HashSet<>();
    int computed = 0;
    for (BeanPropertyDefinition property : description.findProperties()) {
      seen.add(plain(property.getName()));
      seen.add(plain(property.getInternalName()));
      AnnotatedMember field = property.getField();
      if (field != null) {
        seen.add(plain(field.getName()));
      } else if (property.hasGetter() && property.hasSetter()) {
        computed++; // of a field with another name, perhaps
      }
      if (property.hasGetter() && property.getGetter().getName().startsWith("is")) {
        seen.add(plain(property.getGetter().getName()));
      }
    }
    AnnotatedMember others = description.findAnyGetter();
    if (others != null) {
      seen.add(accessed(others.getName()));
    }
    for (AnnotatedMethod method : description.getClassInfo().memberMethods()) {
      if (method.hasAnnotation(JsonProperty.class) || method.hasAnnotation(JsonSetter.class)) {
        seen.add(accessed(method.getName()));
      }
    }
    Set<String> ignored = description.getIgnoredPropertyNames();
    if (ignored != null) {
      ignored.forEach(name -> seen.add(plain(name)));
    }
    var ignorals =
        config
            .getAnnotationIntrospector()
            .findPropertyIgnoralByName(config, description.getClassInfo());
    ignorals.getIgnored().forEach(name -> seen.add(plain(name)));
    List<String> hidden = new ArrayList<>();
    for (Field field : state(type)) {
      if (seen.stream().noneMatch(name -> isNamedLike(plain(field.getName()), name))
          && !isLeftOut(field)
          && !isShown(field)) {
        hidden.add(field.getName());
      }
    }
    return hidden.size() <= computed ? null : text(type, hidden);
  }

  /**
   * The same for a collection or a map, of which only the elements are written. One that keeps its
   * elements itself has fields for that; one that extends one of the JDK's has others.
   */
  static @Nullable String ofContainer(Class<?> type) {
    if (type.isInterface() || !extendsContainer(type)) {
      return null;
    }
    List<String> hidden =
        state(type).stream()
            .filter(field -> !isLeftOut(field) && !isShown(field))
            .map(Field::getName)
            .toList();
    return hidden.isEmpty() ? null : text(type, hidden);
  }

  /** Whether it has its elements from a class of the JDK. */
  private static boolean extendsContainer(Class<?> type) {
    Class<?> at = type;
    while (at != Object.class && !NoValues.isOfPlatform(at)) {
      at = at.getSuperclass();
    }
    return at != Object.class && !Modifier.isAbstract(at.getModifiers());
  }

  private static String text(Class<?> type, List<String> hidden) {
    return "the JSON of %s would not have %s %s: give it a getter, or say @JsonProperty or @JsonIgnore"
        .formatted(
            type.getName(),
            hidden.size() == 1 ? "the field" : "the fields",
            String.join(", ", hidden));
  }

  /** Whether its author has told Jackson what to see, or how to make it. */
  private static boolean isShaped(BeanDescription description) {
    return description.getClassAnnotations().has(JsonAutoDetect.class)
        || description.getFactoryMethodsWithMode().stream().anyMatch(one -> one.metadata != null)
        || description.getConstructorsWithMode().stream().anyMatch(one -> one.metadata != null);
  }

  /** The fields that an object of the class has, but for those of the JDK's classes. */
  static List<Field> state(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> at = type; at != null && !NoValues.isOfPlatform(at) && at != Object.class; ) {
      for (Field field : at.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && !Modifier.isTransient(field.getModifiers())
            && !field.isSynthetic()
            && field.getName().indexOf('$') < 0) {
          fields.add(field);
        }
      }
      at = at.getSuperclass();
    }
    return fields;
  }

  private static boolean isShown(Field field) {
    return field.isAnnotationPresent(JsonProperty.class);
  }

  /** Whether a value is the same without it. */
  static boolean isLeftOut(Field field) {
    Class<?> type = field.getType();
    boolean hash = type == int.class && HASHES.contains(plain(field.getName()));
    return hash
        || LEFT_OUT.stream().anyMatch(type.getName()::startsWith)
        || field.isAnnotationPresent(JsonIgnore.class)
        || field.isAnnotationPresent(JsonBackReference.class)
        || field.getType().isAnnotationPresent(JsonIgnoreType.class);
  }

  /** {@code mName}, {@code _name} and {@code isName} are named like {@code name}. */
  private static boolean isNamedLike(String field, String property) {
    return field.equals(property)
        || field.equals("is" + property)
        || field.equals("m" + property)
        || field.equals("f" + property)
        || property.equals("is" + field);
  }

  /** {@code getName}, {@code setName} and {@code isName} are of {@code name}. */
  private static String accessed(String method) {
    return plain(ACCESSOR.matcher(method).replaceFirst(""));
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }
}

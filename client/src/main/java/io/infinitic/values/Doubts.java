package io.infinitic.values;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.File;
import java.nio.file.Path;
import java.util.Calendar;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Classes of the JDK of which Jackson writes less than some of their objects are. */
final class Doubts {

  private Doubts() {}

  /**
   * What to look at in objects of a class; null if nothing.
   *
   * @param type the class, or the one that is declared
   */
  static Noted.@Nullable Look of(Class<?> type) {
    if (type == Double.class || type == Float.class) {
      return (value, generator) -> number(((Number) value).doubleValue(), generator);
    } else if (type == double[].class) {
      return (value, generator) -> numbers((double[]) value, generator);
    } else if (type == Pattern.class) {
      return (value, generator) ->
          refuse(((Pattern) value).flags() != 0, generator, "a Pattern would lose its flags");
    } else if (Path.class.isAssignableFrom(type)) {
      return (value, generator) ->
          refuse(
              !((Path) value).isAbsolute(),
              generator,
              "a relative Path would come back as an absolute one");
    } else if (type == File.class) {
      return (value, generator) ->
          refuse(
              !((File) value).isAbsolute(),
              generator,
              "a relative File would come back as an absolute one");
    } else if (type.getName().equals("java.sql.Timestamp")) {
      return (value, generator) ->
          refuse(
              value.toString().matches(".*\\.\\d{4,}"),
              generator,
              "a Timestamp would lose what is less than a millisecond: use an Instant");
    } else if (Calendar.class.isAssignableFrom(type)) {
      return (value, generator) ->
          ReadBack.note(generator, Notes.Kind.CLASS, ((Calendar) value).getTimeZone().getID());
    } else if (TimeZone.class.isAssignableFrom(type)) {
      return (value, generator) ->
          refuse(
              !TimeZone.getTimeZone(((TimeZone) value).getID()).hasSameRules((TimeZone) value),
              generator,
              "a TimeZone with rules of its own would lose them");
    } else if (Throwable.class.isAssignableFrom(type)) {
      return (value, generator) ->
          ReadBack.note(
              generator, Notes.Kind.CLASS, String.valueOf(((Throwable) value).getMessage()));
    }
    return null;
  }

  /** The same for a map. */
  static Noted.@Nullable Look ofMap(Class<?> type) {
    if (Properties.class.isAssignableFrom(type)) {
      return (value, generator) -> properties((Properties) value, generator);
    }
    return SortedMap.class.isAssignableFrom(type)
        ? (value, generator) -> order(((SortedMap<?, ?>) value).comparator(), generator)
        : null;
  }

  /** The same for a collection. */
  static Noted.@Nullable Look ofCollection(Class<?> type) {
    return SortedSet.class.isAssignableFrom(type) || PriorityQueue.class.isAssignableFrom(type)
        ? (value, generator) -> order(comparator((Collection<?>) value), generator)
        : null;
  }

  private static @Nullable Comparator<?> comparator(Collection<?> all) {
    return all instanceof SortedSet<?> set
        ? set.comparator()
        : ((PriorityQueue<?>) all).comparator();
  }

  private static void order(@Nullable Comparator<?> comparator, JsonGenerator generator) {
    if (comparator != null && comparator != Comparator.naturalOrder()) {
      ReadBack.note(generator, Notes.Kind.ORDER, comparator.getClass().getName());
    } else if (ReadBack.isAgain()) {
      ReadBack.note(generator, Notes.Kind.ORDER, "natural");
    }
  }

  /** JSON has no such number; a text is written. */
  private static void number(double number, JsonGenerator generator) {
    if (!Double.isFinite(number)) {
      ReadBack.note(generator, Notes.Kind.CLASS, Double.toString(number));
    }
  }

  private static void numbers(double[] numbers, JsonGenerator generator) {
    for (double number : numbers) {
      number(number, generator);
    }
  }

  private static void properties(Properties properties, JsonGenerator generator)
      throws RefusedValueException {
    refuse(
        !properties.keySet().containsAll(properties.stringPropertyNames()),
        generator,
        "Properties would lose their defaults");
    for (Map.Entry<?, ?> entry : properties.entrySet()) {
      refuse(
          !(entry.getKey() instanceof String && entry.getValue() instanceof String),
          generator,
          "Properties with other values than texts would come back with texts");
    }
  }

  private static void refuse(boolean refused, JsonGenerator generator, String reason)
      throws RefusedValueException {
    if (refused) {
      throw new RefusedValueException(generator, reason);
    }
  }
}

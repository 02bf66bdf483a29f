package io.infinitic.values;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Classes of the JDK of which Jackson writes less than some of their objects are. */
final class Doubts {

  private Doubts() {}

  /**
   * What to look at in objects of a class; null if nothing.
   *
   * @param type the class, or the one that is declared
   */
  static Examined.@Nullable Look of(Class<?> type) {
    if (type == Double.class || type == Float.class) {
      return (value, generator) -> number(((Number) value).doubleValue(), generator);
    } else if (type == double[].class) {
      return (value, generator) -> numbers(DoubleStream.of((double[]) value), generator);
    } else if (type == float[].class) {
      return (value, generator) -> numbers(doubles((float[]) value), generator);
    } else if (JsonNode.class.isAssignableFrom(type)) {
      return (value, generator) -> node(specialNodes((JsonNode) value), generator);
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
    } else if (type.getName().equals("java.sql.Date")) { // which is written by the JVM's zone
      return (value, generator) ->
          Board.note(
              generator, Notes.Kind.DETAIL, String.valueOf(((java.util.Date) value).getTime()));
    } else if (Calendar.class.isAssignableFrom(type)) {
      return (value, generator) ->
          Board.note(generator, Notes.Kind.CLASS, ((Calendar) value).getTimeZone().getID());
    } else if (TimeZone.class.isAssignableFrom(type)) {
      return (value, generator) ->
          refuse(
              !TimeZone.getTimeZone(((TimeZone) value).getID()).hasSameRules((TimeZone) value),
              generator,
              "a TimeZone with rules of its own would lose them");
    } else if (Throwable.class.isAssignableFrom(type)) {
      return (value, generator) ->
          Board.note(generator, Notes.Kind.CLASS, String.valueOf(((Throwable) value).getMessage()));
    }
    return null;
  }

  /** The same for a map. */
  static Examined.@Nullable Look ofMap(Class<?> type) {
    if (Properties.class.isAssignableFrom(type)) {
      return (value, generator) -> properties((Properties) value, generator);
    }
    return SortedMap.class.isAssignableFrom(type)
        ? (value, generator) -> order(((SortedMap<?, ?>) value).comparator(), generator)
        : null;
  }

  /** The same for a collection. */
  static Examined.@Nullable Look ofCollection(Class<?> type) {
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
      Board.note(generator, Notes.Kind.DETAIL, comparator.getClass().getName());
    } else if (Board.isAgain()) {
      Board.note(generator, Notes.Kind.DETAIL, "natural");
    }
  }

  /** JSON has no such number; a text is written. */
  private static void number(double number, JsonGenerator generator) {
    if (!Double.isFinite(number)) {
      Board.note(generator, Notes.Kind.CLASS, Double.toString(number));
    }
  }

  /** One note for all of them: there may be many. */
  private static void numbers(DoubleStream numbers, JsonGenerator generator) {
    long special = numbers.filter(number -> !Double.isFinite(number)).count();
    if (special > 0) {
      Board.note(generator, Notes.Kind.CLASS, special + " special numbers");
    }
  }

  private static DoubleStream doubles(float[] numbers) {
    return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]);
  }

  private static void node(long special, JsonGenerator generator) {
    if (special > 0) {
      Board.note(generator, Notes.Kind.CLASS, special + " special nodes");
    }
  }

  /** How many numbers a node has that are read as texts, or without their sign. */
  private static long specialNodes(JsonNode node) {
    if (node.isDouble() || node.isFloat()) {
      double number = node.doubleValue();
      return !Double.isFinite(number) || number == 0 && 1 / number < 0 ? 1 : 0;
    }
    long special = 0;
    for (JsonNode inner : node) {
      special += specialNodes(inner);
    }
    return special;
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

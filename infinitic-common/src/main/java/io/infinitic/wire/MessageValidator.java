package io.infinitic.wire;

import io.infinitic.transport.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a message may hold, beyond their types: no process of the contract writes
 * anything else, and whoever reads a message can rely on it. Rules go by the names of fields, which
 * mean the same in all records. Which fields of a record have one is found out once.
 */
public final class MessageValidator {

  /** Clients allow 512. */
  private static final int LONGEST_ID = 1_000;

  /** Tags, names of methods and channels, ids of requests: what becomes part of a key. */
  private static final int LONGEST_KEY = 1 << 18;

  /** Causes within causes: each takes some of the stack of whoever reads or writes them. */
  private static final int DEEPEST = 200;

  /** 31,000 years: may be added to a time. */
  private static final long LONGEST_SPAN = 1_000_000_000_000_000L;

  /** End of the year 9999: no timer of a later time has ever been due. */
  private static final long LAST_TIME = 253_402_300_799_999L;

  private static final int MOST_PERMITS = 1_000_000;

  /** They make topics. */
  private static final Set<String> NAMES = Set.of("workflowName", "service", "replyTo");

  /** They are for people, and as long as they are. */
  private static final Set<String> TEXTS =
      Set.of(
          "name",
          "message",
          "stackTrace",
          "reason",
          "status",
          "statusText",
          "stuckBy",
          "refused",
          "waits");

  private static final Set<String> NOT_NEGATIVE =
      Set.of(
          "number",
          "command",
          "target",
          "part",
          "attempt",
          "attempts",
          "sequenceStart",
          "commandCount",
          "failedBy",
          "fromEvent",
          "throughEvent",
          "through",
          "limit");

  private static final Set<String> SPANS =
      Set.of(
          "timeoutMillis",
          "startDelayMillis",
          "startToCloseMillis",
          "scheduleToCloseMillis",
          "scheduleToStartMillis",
          "heartbeatMillis",
          "limitMillis",
          "retryAfterMillis",
          "initialDelayMillis",
          "maximumDelayMillis",
          "maximumDurationMillis",
          "waitMillis");

  private interface Rule {
    /** What is wrong with the value; null if it is as it should be. */
    @Nullable String problem(Object value);
  }

  /**
   * A field that needs to be looked at.
   *
   * @param rule null if any value will do
   * @param isNested whether it has records with fields of their own
   */
  private record Field(int position, String name, @Nullable Rule rule, boolean isNested) {}

  private static final ClassValue<Field[]> FIELDS =
      new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
          Schema schema = SpecificData.get().getSchema(type);
          List<Field> fields = new ArrayList<>();
          for (Schema.Field field : schema.getFields()) {
            Rule rule = rule(schema.getName(), field);
            boolean isNested = isNested(field.schema());
            if (rule != null || isNested) {
              fields.add(new Field(field.pos(), field.name(), rule, isNested));
            }
          }
          return fields.toArray(Field[]::new);
        }
      };

  private MessageValidator() {}

  /**
   * Checks a message.
   *
   * @throws UndecodableMessageException if a field holds what it must not; it names the field
   */
  public static void check(SpecificRecord message) {
    check(message, 0);
  }

  /** Whether runs can have the id. */
  public static boolean isWorkflowId(String id) {
    return !id.isEmpty() && idProblem(id) == null;
  }

  private static void check(SpecificRecord message, int depth) {
    if (depth > DEEPEST) {
      throw new UndecodableMessageException(
          "more than " + DEEPEST + " records within one another", null);
    }
    for (Field field : FIELDS.get(message.getClass())) {
      Object value = message.get(field.position());
      if (value == null) {
        continue;
      }
      String problem = field.rule() == null ? null : field.rule().problem(value);
      if (problem != null) {
        throw new UndecodableMessageException(
            message.getSchema().getName() + "." + field.name() + " " + problem, null);
      }
      if (field.isNested()) {
        checkNested(value, depth);
      }
    }
  }

  private static void checkNested(Object value, int depth) {
    if (value instanceof SpecificRecord record) {
      check(record, depth + 1);
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        checkNested(element, depth);
      }
    }
  }

  private static boolean isNested(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> true;
      case ARRAY -> isNested(schema.getElementType());
      case UNION -> schema.getTypes().stream().anyMatch(MessageValidator::isNested);
      default -> false;
    };
  }

  private static @Nullable Rule rule(String record, Schema.Field field) {
    String name = field.name();
    return switch (withoutNull(field.schema()).getType()) {
      case STRING -> stringRule(name);
      case INT, LONG -> numberRule(record, name);
      case DOUBLE -> doubleRule(name);
      case ARRAY -> listRule(name, field.schema());
      default -> null;
    };
  }

  private static Schema withoutNull(Schema schema) {
    return schema.getType() == Schema.Type.UNION && schema.getTypes().size() == 2
        ? schema.getTypes().get(1)
        : schema;
  }

  private static @Nullable Rule stringRule(String name) {
    if (NAMES.contains(name)) {
      return value -> TopicNames.problem((String) value);
    } else if (name.equals("workflowId")) {
      return value -> idProblem((String) value);
    }
    return TEXTS.contains(name) ? null : value -> keyProblem((String) value);
  }

  /** Owners of other rows than those of a workflow id have line breaks in their names. */
  private static @Nullable String idProblem(String id) {
    if (id.length() > LONGEST_ID) {
      return "has " + id.length() + " characters, more than " + LONGEST_ID;
    }
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) < ' ') {
        return "has control characters, such as a new line";
      }
    }
    return null;
  }

  private static @Nullable String keyProblem(String text) {
    return text.length() > LONGEST_KEY
        ? "has " + text.length() + " characters, more than " + LONGEST_KEY
        : null;
  }

  private static @Nullable Rule numberRule(String record, String name) {
    if (NOT_NEGATIVE.contains(name)) {
      return between(0, Long.MAX_VALUE);
    } else if (SPANS.contains(name)) {
      return between(-1, LONGEST_SPAN);
    } else if (record.equals("TimerDue") && name.equals("dueMillis")) {
      return between(Long.MIN_VALUE, LAST_TIME);
    }
    return record.equals("TakePermits") && name.equals("count") ? between(1, MOST_PERMITS) : null;
  }

  private static Rule between(long least, long most) {
    return value -> {
      long number = ((Number) value).longValue();
      return number < least || number > most
          ? "is " + number + ", not " + (number < least ? least + " or more" : most + " or less")
          : null;
    };
  }

  private static @Nullable Rule doubleRule(String name) {
    return switch (name) {
      case "perSecond" -> between(1e-6, 1e12);
      case "backoffCoefficient" -> between(0.0, Double.POSITIVE_INFINITY);
      case "jitter" -> between(0.0, 1.0);
      default -> null;
    };
  }

  private static Rule between(double least, double most) {
    return value -> {
      double number = (Double) value;
      return number >= least && number <= most // it may be no number
          ? null
          : "is " + number + ", not from " + least + " to " + most;
    };
  }

  /** Of strings; those of records have as many as they have. */
  private static @Nullable Rule listRule(String name, Schema schema) {
    if (TEXTS.contains(name)
        || name.equals("workflowIds")
        || schema.getElementType().getType() != Schema.Type.STRING) {
      return null;
    }
    return value -> {
      List<?> list = (List<?>) value;
      for (Object text : list) {
        String problem = keyProblem((String) text);
        if (problem != null) {
          return "has an element that " + problem;
        }
      }
      return null;
    };
  }
}

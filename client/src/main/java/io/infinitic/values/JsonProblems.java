package io.infinitic.values;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Jackson's exceptions in words that say where and why, but repeat nothing of the value: these
 * messages are logged, and stored in histories. Jackson's own messages quote it.
 */
final class JsonProblems {

  private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final int LONGEST_PATH = 30;

  private JsonProblems() {}

  static String ofWriting(Throwable thrown) {
    return "at " + path(thrown) + " " + whyNotWritten(thrown);
  }

  static String ofReading(Throwable thrown) {
    return "at " + path(thrown) + " " + whyNotRead(thrown);
  }

  /** As a JSONPath. Keys of maps are data; a {@code *} stands for them. */
  private static String path(Throwable thrown) {
    StringBuilder path = new StringBuilder("$");
    List<JsonMappingException.Reference> references =
        thrown instanceof JsonMappingException mapping ? mapping.getPath() : List.of();
    for (var reference : references.subList(0, Math.min(LONGEST_PATH, references.size()))) {
      String name = reference.getFieldName();
      if (name == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else if (isMap(reference.getFrom())) {
        path.append("[*]");
      } else if (IDENTIFIER.matcher(name).matches()) {
        path.append('.').append(name);
      } else {
        path.append("['").append(name.replace("\\", "\\\\").replace("'", "\\'")).append("']");
      }
    }
    return references.size() > LONGEST_PATH ? path + "…" : path.toString();
  }

  private static boolean isMap(@Nullable Object from) {
    return from instanceof Map<?, ?>
        || from instanceof Class<?> type && Map.class.isAssignableFrom(type);
  }

  private static String whyNotWritten(Throwable thrown) {
    if (thrown instanceof RefusedValueException refused) {
      return refused.getOriginalMessage();
    } else if (thrown instanceof StackOverflowError) {
      return "the value is nested too deep, or contains itself";
    } else if (thrown instanceof InvalidDefinitionException definition) {
      return "there is no way to write the type: " + definition.getOriginalMessage();
    } else if (thrown instanceof StreamConstraintsException) {
      return "the value is nested too deep, or contains itself";
    }
    return isWrapper(thrown) ? whyNotWritten(thrown.getCause()) : threw(thrown);
  }

  private static String whyNotRead(Throwable thrown) {
    if (thrown instanceof InvalidTypeIdException type) {
      return "the JSON names no known subtype of " + name(type.getBaseType());
    } else if (thrown instanceof UnrecognizedPropertyException property) {
      return "the JSON has a property that is not known to "
          + property.getReferringClass().getName();
    } else if (thrown instanceof MismatchedInputException mismatch) {
      Class<?> target = mismatch.getTargetType();
      return "the JSON does not fit the type" + (target == null ? "" : " " + target.getTypeName());
    } else if (thrown instanceof ValueInstantiationException creation) {
      return "the constructor of " + name(creation.getType()) + threwIfKnown(creation.getCause());
    } else if (thrown instanceof InvalidDefinitionException definition) {
      return unreadable(definition.getType());
    } else if (thrown instanceof InputCoercionException number) {
      return "a number is out of the range of " + number.getTargetType().getTypeName();
    } else if (thrown instanceof StreamConstraintsException
        || thrown instanceof StackOverflowError) {
      return "the JSON is nested deeper, or has a longer number or text, than the mapper allows";
    } else if (thrown instanceof StreamReadException malformed) {
      return "the bytes are not JSON" + location(malformed.getLocation());
    }
    return isWrapper(thrown) ? whyNotRead(thrown.getCause()) : threw(thrown);
  }

  private static String unreadable(@Nullable JavaType type) {
    return type != null && type.isAbstract() && !type.isPrimitive()
        ? "there is no way to read %s: it is abstract, and has no @JsonTypeInfo that tells which class to create"
            .formatted(name(type))
        : "there is no way to read %s from this JSON: it needs a constructor without parameters, a @JsonCreator, or a module of the mapper"
            .formatted(name(type));
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof JsonMappingException
        && thrown.getCause() != null
        && thrown.getCause() != thrown;
  }

  private static String threw(Throwable thrown) {
    return "the mapping fails with " + thrown.getClass().getName();
  }

  private static String threwIfKnown(@Nullable Throwable thrown) {
    return thrown == null ? " fails" : " threw " + thrown.getClass().getName();
  }

  private static String location(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static String name(@Nullable JavaType type) {
    return type == null ? "the type" : type.toCanonical();
  }
}

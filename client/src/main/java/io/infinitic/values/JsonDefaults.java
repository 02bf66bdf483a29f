package io.infinitic.values;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.Serializable;
import java.time.Duration;

/** The settings of mappers. */
final class JsonDefaults {

  /** What is written can be read with a small stack too. */
  static final int DEEPEST_WRITTEN = 500;

  private JsonDefaults() {}

  /**
   * Times keep their zones and offsets, numbers their digits: two equal values are equal after the
   * journey. What does not fit the declared type is refused.
   */
  static ObjectMapper strict() {
    SimpleModule primitives = new SimpleModule("infinitic-primitives");
    PrimitiveDeserializer.addAll(primitives);
    return builder()
        .addModule(primitives)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** The same, but what nearly fits is made to fit, as Jackson does by default. */
  static ObjectMapper lenient() {
    return builder().build();
  }

  private static JsonMapper.Builder builder() {
    return JsonMapper.builder(factory())
        .addModule(new JavaTimeModule())
        .addModule(new Jdk8Module())
        .addModule(values())
        .nodeFactory(new ExactNodes())
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /** Texts may be as long as the limit of a payload allows. */
  private static JsonFactory factory() {
    return JsonFactory.builder()
        .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
        .streamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
        .streamWriteConstraints(
            StreamWriteConstraints.builder().maxNestingDepth(DEEPEST_WRITTEN).build())
        .build();
  }

  private static SimpleModule values() {
    SimpleModule module = new SimpleModule("infinitic-values");
    module.addSerializer(Duration.class, new DurationSerializer());
    module.addDeserializer(Number.class, new NumberDeserializer());
    module.addDeserializer(Serializable.class, new Untyped<>(Serializable.class));
    module.addDeserializer(Comparable.class, new Untyped<>(Comparable.class));
    // Which loader has loaded the class is not read back, and says nothing elsewhere.
    module.setMixInAnnotation(StackTraceElement.class, Frame.class);
    return module;
  }

  @JsonIgnoreProperties({"classLoaderName", "moduleName", "moduleVersion", "nativeMethod"})
  private interface Frame {}
}

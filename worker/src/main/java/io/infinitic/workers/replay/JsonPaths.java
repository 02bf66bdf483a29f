package io.infinitic.workers.replay;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import io.infinitic.exceptions.PayloadException;
import java.util.Collection;

/** Whether a JSON value has something at a path. */
final class JsonPaths {

  private static final Configuration CONFIGURATION =
      Configuration.builder()
          .jsonProvider(new JacksonJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .options(Option.SUPPRESS_EXCEPTIONS)
          .build();

  private JsonPaths() {}

  /**
   * Whether there is something: a value at a definite path, at least one at others.
   *
   * @throws PayloadException if the path cannot be read
   */
  static boolean matches(String json, String path) {
    JsonPath compiled;
    try {
      compiled = JsonPath.compile(path);
    } catch (InvalidPathException | IllegalArgumentException e) {
      throw new PayloadException("JSONPath '" + path + "' cannot be read: " + e.getMessage());
    }
    Object found = JsonPath.using(CONFIGURATION).parse(json).read(compiled);
    return compiled.isDefinite()
        ? found != null
        : found instanceof Collection<?> all && !all.isEmpty();
  }
}

package io.infinitic.interceptors;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Carries entries of the logging context ({@link MDC}), such as a trace id.
 *
 * @param keys which entries
 */
public record MdcPropagator(List<String> keys) implements ContextPropagator {

  private static final String PREFIX = "mdc.";

  public MdcPropagator {
    keys = List.copyOf(keys);
  }

  /** For these entries. */
  public static MdcPropagator of(String... keys) {
    return new MdcPropagator(List.of(keys));
  }

  @Override
  public Map<String, byte[]> capture() {
    Map<String, byte[]> captured = new HashMap<>();
    for (String key : keys) {
      String value = MDC.get(key);
      if (value != null) {
        captured.put(PREFIX + key, value.getBytes(StandardCharsets.UTF_8));
      }
    }
    return captured;
  }

  @Override
  public Restored restore(Map<String, byte[]> meta) {
    Map<String, String> before = new HashMap<>();
    for (String key : keys) {
      before.put(key, MDC.get(key));
      byte[] value = meta.get(PREFIX + key);
      put(key, value == null ? null : new String(value, StandardCharsets.UTF_8));
    }
    return () -> before.forEach(MdcPropagator::put);
  }

  private static void put(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}

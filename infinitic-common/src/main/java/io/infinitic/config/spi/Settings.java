package io.infinitic.config.spi;

import java.util.Optional;

/**
 * A section of a configuration. Reading never throws: a value that is missing or wrong is reported
 * with its line, together with all others, and a default stands in for it.
 */
public interface Settings {

  /** Text; the default if the key is absent. */
  String text(String key, String byDefault);

  /** Text that must be there. */
  String text(String key);

  /** Text that may be there. */
  Optional<String> optionalText(String key);

  /** A whole number in a range. */
  long number(String key, long byDefault, long min, long max);

  /** Reports something wrong with a value. */
  void problem(String key, String problem);
}

package io.infinitic.config;

import io.infinitic.exceptions.InfiniticException;
import java.util.List;

/** A configuration is wrong; the message names every problem with its line. Nothing was started. */
public final class ConfigException extends InfiniticException {

  private final List<String> problems;

  ConfigException(List<String> problems) {
    super(
        "the configuration has %d problem%s:%n  %s"
            .formatted(
                problems.size(),
                problems.size() == 1 ? "" : "s",
                String.join(System.lineSeparator() + "  ", problems)));
    this.problems = List.copyOf(problems);
  }

  /** Each problem, with source and line. */
  public List<String> problems() {
    return problems;
  }
}

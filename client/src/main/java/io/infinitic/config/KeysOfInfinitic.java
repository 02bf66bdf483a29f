package io.infinitic.config;

import java.util.Map;
import java.util.Optional;

/**
 * Keys in files of programs that come from Infinitic, and are not here: what there is instead. They
 * are still errors.
 */
final class KeysOfInfinitic {

  private static final String ENGINE =
      "one engine is for all workflows, with 'engine: { concurrency: all }' beside 'workflows'";
  private static final String NO_TAG_ENGINE =
      "tags need no engine of their own, and no storage: leave it out";
  private static final String STORE =
      "there is one store, beside 'engine', with 'storage: { sqlite: { path: data/engine.db } }'";
  private static final String ADDRESS =
      "the addresses of Pulsar are brokerServiceUrl and webServiceUrl, a store is a file, and"
          + " nothing else has a port";

  private static final Map<String, String> INSTEAD =
      Map.ofEntries(
          Map.entry("stateEngine", ENGINE),
          Map.entry("workflowEngine", ENGINE),
          Map.entry("tagEngine", NO_TAG_ENGINE),
          Map.entry("redis", STORE),
          Map.entry("mysql", STORE),
          Map.entry("postgres", STORE),
          Map.entry("inMemory", "in memory there is only what tests make in their code"),
          Map.entry("host", ADDRESS),
          Map.entry("port", ADDRESS),
          Map.entry("eventListener", "there are no event listeners"),
          Map.entry("randomFactor", "it is called 'jitter'"),
          Map.entry(
              "ignoredExceptions",
              "the code names them, by RetryPolicy.withNonRetryable or TaskFailure.notRetryable()"),
          Map.entry("checkMode", "the class has it, by @CheckMode"),
          Map.entry(
              "shutdownGracePeriodSeconds",
              "the code sets it, by InfiniticWorker.builder().setGracePeriod"));

  private KeysOfInfinitic() {}

  /** What to write instead of the key; empty if it was none of Infinitic's. */
  static Optional<String> instead(String key) {
    return Optional.ofNullable(INSTEAD.get(key));
  }
}

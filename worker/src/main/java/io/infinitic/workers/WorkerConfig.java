package io.infinitic.workers;

import io.infinitic.config.ClientConfig;
import io.infinitic.config.PayloadsConfig;
import io.infinitic.config.Providers;
import io.infinitic.config.Yaml;
import io.infinitic.store.StateStore;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.transport.Transport;
import io.infinitic.values.Payloads;
import io.infinitic.workers.tasks.ServiceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A worker's configuration, read from YAML and checked as a whole. */
record WorkerConfig(
    String name,
    Supplier<Transport> transport,
    List<Service> services,
    List<WorkflowEntry> workflows,
    boolean engine,
    @Nullable Supplier<StateStore> storage,
    OptionalInt cacheSize,
    Payloads payloads) {

  record Service(Definition definition, ServiceSettings settings) {}

  record WorkflowEntry(WorkflowVersions versions, int concurrency) {}

  static final int DEFAULT_CACHE = 256;
  private static final int MOST_CONCURRENCY = 10_000;
  private static final long MOST_SECONDS = 100L * 365 * 24 * 3600;

  static WorkerConfig fromFiles(List<String> files) {
    return read(
        String.join(", ", files),
        String.join("\n", files.stream().map(Path::of).map(ClientConfig::file).toList()));
  }

  static WorkerConfig fromResources(List<String> resources) {
    return read(
        String.join(", ", resources),
        String.join("\n", resources.stream().map(ClientConfig::resource).toList()));
  }

  static WorkerConfig read(String source, String text) {
    Yaml yaml = Yaml.parse(source, text);
    String name = yaml.text("name", "worker");
    Supplier<Transport> transport = Providers.transport(yaml);
    List<Service> services = new ArrayList<>();
    yaml.sectionList("services").forEach(section -> readService(section, services));
    List<WorkflowEntry> workflows = new ArrayList<>();
    yaml.sectionList("workflows").forEach(section -> readWorkflow(section, workflows));
    var engine = yaml.section("engine");
    engine.ifPresent(
        section -> {
          if (!section.text("concurrency", "all").equals("all")) {
            section.problem("concurrency", "is not 'all': a host takes part in all partitions");
          }
        });
    Supplier<StateStore> storage = null;
    if (engine.isPresent() || yaml.has("storage")) {
      storage = Providers.storage(yaml);
    }
    OptionalInt cache =
        yaml.has("cacheSize")
            ? OptionalInt.of((int) yaml.number("cacheSize", 0, 0, MOST_CONCURRENCY))
            : OptionalInt.empty();
    Payloads payloads = PayloadsConfig.read(yaml);
    yaml.check();
    return new WorkerConfig(
        name, transport, services, workflows, engine.isPresent(), storage, cache, payloads);
  }

  private static void readService(Yaml section, List<Service> into) {
    String name = section.text("name");
    var executor = section.section("executor");
    if (executor.isEmpty()) {
      section.problem("executor", "is missing");
      return;
    }
    Yaml settings = executor.get();
    Definition definition = definition(settings, name);
    int concurrency = (int) settings.number("concurrency", 10, 1, MOST_CONCURRENCY);
    double timeout = settings.decimal("timeoutSeconds", 0, 0, MOST_SECONDS);
    RetryPolicy retry = settings.section("retry").map(WorkerConfig::retry).orElse(null);
    if (definition != null) {
      into.add(
          new Service(
              definition,
              new ServiceSettings(concurrency, timeout == 0 ? null : seconds(timeout), retry)));
    }
  }

  private static RetryPolicy retry(Yaml section) {
    double minimum = section.decimal("minimumSeconds", 1, 0, MOST_SECONDS);
    double maximum =
        section.decimal("maximumSeconds", Math.max(60, minimum), minimum, MOST_SECONDS);
    double coefficient = section.decimal("backoffCoefficient", 2, 1, 1_000);
    double jitter = section.decimal("jitter", 0, 0, 1);
    int retries = (int) section.number("maximumRetries", -1, 0, Integer.MAX_VALUE - 1L);
    return RetryPolicy.defaults()
        .withMaximumDelay(seconds(Math.max(60, maximum)))
        .withInitialDelay(seconds(minimum))
        .withMaximumDelay(seconds(maximum))
        .withBackoffCoefficient(coefficient)
        .withJitter(jitter)
        .withMaximumAttempts(retries < 0 ? 0 : retries + 1);
  }

  private static void readWorkflow(Yaml section, List<WorkflowEntry> into) {
    String name = section.text("name");
    var executor = section.section("executor");
    if (executor.isEmpty()) {
      section.problem("executor", "is missing");
      return;
    }
    Yaml settings = executor.get();
    List<Definition> definitions = new ArrayList<>();
    if (settings.has("classes")) {
      for (String className : settings.textList("classes")) {
        Definition definition = definition(settings, "classes", className, name);
        if (definition != null) {
          definitions.add(definition);
        }
      }
    } else {
      Definition definition = definition(settings, name);
      if (definition != null) {
        definitions.add(definition);
      }
    }
    int concurrency = (int) settings.number("concurrency", 10, 1, MOST_CONCURRENCY);
    try {
      if (!definitions.isEmpty()) {
        into.add(new WorkflowEntry(new WorkflowVersions(definitions), concurrency));
      }
    } catch (IllegalArgumentException e) {
      settings.problem("classes", String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Definition definition(Yaml executor, String name) {
    return definition(executor, "class", executor.text("class"), name);
  }

  private static @Nullable Definition definition(
      Yaml executor, String key, String className, String name) {
    if (className.isEmpty() || name.isEmpty()) {
      return null;
    }
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return Definition.of(name, Class.forName(className, true, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      executor.problem(key, className + " is not on the class path: " + e);
    } catch (IllegalArgumentException e) {
      executor.problem(key, String.valueOf(e.getMessage()));
    }
    return null;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}

package io.infinitic.workers;

import io.infinitic.config.ClientConfig;
import io.infinitic.config.PayloadsConfig;
import io.infinitic.config.Providers;
import io.infinitic.config.Yaml;
import io.infinitic.store.StateStore;
import io.infinitic.transport.Transport;
import io.infinitic.values.Payloads;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workers.tasks.TaskWorker;
import java.nio.file.Path;
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
    boolean adopt,
    @Nullable Supplier<StateStore> storage,
    OptionalInt cacheSize,
    Payloads payloads) {

  record Service(Definition definition, ServiceSettings settings) {
    Service {
      TaskWorker.check(definition, settings);
    }
  }

  record WorkflowEntry(WorkflowVersions versions, int concurrency) {}

  static final int DEFAULT_CACHE = 256;
  static final int MOST_CONCURRENCY = 10_000;

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
          String adopt = section.text("adopt", "false");
          if (!adopt.equals("true") && !adopt.equals("false")) {
            section.problem("adopt", "is neither true nor false");
          }
        });
    boolean adopt =
        engine.map(section -> section.text("adopt", "false").equals("true")).orElse(false);
    Supplier<StateStore> storage = null;
    if (yaml.has("storage") || engine.isPresent()) {
      storage = Providers.storage(yaml);
    }
    OptionalInt cache =
        yaml.has("cacheSize")
            ? OptionalInt.of((int) yaml.number("cacheSize", 0, 0, MOST_CONCURRENCY))
            : OptionalInt.empty();
    Payloads payloads = PayloadsConfig.read(yaml);
    yaml.check();
    return new WorkerConfig(
        name, transport, services, workflows, engine.isPresent(), adopt, storage, cache, payloads);
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
    ServiceSettings how = ServiceConfig.read(settings);
    try {
      if (definition != null) {
        into.add(new Service(definition, how));
      }
    } catch (IllegalArgumentException e) {
      settings.problem("class", String.valueOf(e.getMessage()));
    }
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
    boolean several = settings.has("classes");
    if (several && settings.has("class")) {
      settings.problem("classes", "stands beside 'class': name all of them under 'classes'");
      settings.ignore("class");
    } else if (several) {
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
}

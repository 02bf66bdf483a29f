package io.infinitic.benchmarks.cluster;

import io.infinitic.config.Providers;
import io.infinitic.config.Yaml;
import io.infinitic.config.spi.StoreProvider;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.store.StateStore;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A kind of state store.
 *
 * @param name the key of its section under {@code storage:}, or {@code memory}
 * @param settings its section as YAML
 */
public record Store(String name, String settings) {

  private static final String MEMORY = "memory";
  private static final String SQLITE = "sqlite";

  /** One in memory, and those that this class path provides. */
  public static List<String> known() {
    Stream<String> provided =
        ServiceLoader.load(StoreProvider.class).stream().map(provider -> provider.get().key());
    return Stream.concat(Stream.of(MEMORY), provided).sorted().toList();
  }

  /** Whether a checkpoint is on disk when it returns, for people. */
  public String durability() {
    return switch (name) {
      case MEMORY -> "none";
      case SQLITE -> "fsync";
      default -> "as its server is set";
    };
  }

  /** The same; one that is named without settings and needs a file has it in the folder. */
  public Store in(Path folder) {
    boolean needsFile = name.equals(SQLITE) && settings.isEmpty();
    String path = folder.resolve("engine.db").toString().replace("'", "''");
    return needsFile ? new Store(name, "{ path: '" + path + "' }") : this;
  }

  /**
   * Reads the settings.
   *
   * @return opens it
   * @throws io.infinitic.config.ConfigException if they are not right
   */
  public Supplier<StateStore> read() {
    if (name.equals(MEMORY)) {
      return InMemoryStore::new;
    }
    String section = settings.isEmpty() ? "{}" : settings;
    Yaml yaml = Yaml.parse("--store-settings", "storage: { " + name + ": " + section + " }");
    Supplier<StateStore> opener = Providers.storage(yaml);
    yaml.check();
    return opener;
  }
}

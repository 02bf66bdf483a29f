package io.infinitic.stores;

import io.infinitic.config.spi.Settings;
import io.infinitic.config.spi.StoreProvider;
import io.infinitic.store.StateStore;
import java.nio.file.Path;
import java.util.function.Supplier;

/** {@code storage: { sqlite: { path: data/engine.db } }}. */
public final class SqliteProvider implements StoreProvider {

  @Override
  public String key() {
    return "sqlite";
  }

  @Override
  public Supplier<StateStore> read(Settings settings) {
    Path path = Path.of(settings.text("path"));
    return () -> SqliteStore.open(path);
  }
}

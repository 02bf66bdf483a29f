package io.infinitic.config.spi;

import io.infinitic.store.StateStore;
import java.util.function.Supplier;

/** A kind of state store. */
public interface StoreProvider {

  /** Its key under {@code storage:}. */
  String key();

  /**
   * Reads its section. What it returns opens the store; it is called only if the whole
   * configuration is right.
   */
  Supplier<StateStore> read(Settings settings);
}

package io.infinitic.config;

import io.infinitic.config.spi.Settings;
import io.infinitic.config.spi.StoreProvider;
import io.infinitic.config.spi.TransportProvider;
import io.infinitic.store.StateStore;
import io.infinitic.transport.Transport;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** The {@code transport} and {@code storage} sections: one key each, which names the kind. */
public final class Providers {

  private Providers() {}

  /** Reads {@code transport:}. */
  public static Supplier<Transport> transport(Yaml document) {
    return read(
        document,
        "transport",
        ServiceLoader.load(TransportProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList(),
        TransportProvider::key,
        TransportProvider::read);
  }

  /** Reads {@code storage:}. */
  public static Supplier<StateStore> storage(Yaml document) {
    return read(
        document,
        "storage",
        ServiceLoader.load(StoreProvider.class).stream().map(ServiceLoader.Provider::get).toList(),
        StoreProvider::key,
        StoreProvider::read);
  }

  private static <P, T> Supplier<T> read(
      Yaml document,
      String key,
      List<P> providers,
      Function<P, String> name,
      BiFunction<P, Settings, Supplier<T>> reader) {
    Supplier<T> none =
        () -> {
          throw new IllegalStateException("the configuration was not checked");
        };
    var section = document.section(key);
    if (section.isEmpty()) {
      document.problem(key, "is missing");
      return none;
    }
    for (P provider : providers) {
      var mine = section.get().section(name.apply(provider));
      if (mine.isPresent()) {
        return reader.apply(provider, mine.get());
      }
    }
    if (section.get().keys().isEmpty()) {
      document.problem(key, "names none of " + providers.stream().map(name).sorted().toList());
    }
    return none;
  }
}

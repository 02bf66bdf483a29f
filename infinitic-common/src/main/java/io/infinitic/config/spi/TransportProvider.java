package io.infinitic.config.spi;

import io.infinitic.transport.Transport;
import java.util.function.Supplier;

/** A kind of transport. */
public interface TransportProvider {

  /** Its key under {@code transport:}. */
  String key();

  /**
   * Reads its section. What it returns connects; it is called only if the whole configuration is
   * right.
   */
  Supplier<Transport> read(Settings settings);
}

package io.infinitic.pulsar;

import io.infinitic.config.spi.Settings;
import io.infinitic.config.spi.TransportProvider;
import io.infinitic.transport.Transport;
import java.net.URI;
import java.util.function.Supplier;

/**
 * {@code transport: { pulsar: { brokerServiceUrl: pulsar://localhost:6650, webServiceUrl:
 * http://localhost:8080, tenant: infinitic, namespace: dev } }}.
 */
public final class PulsarProvider implements TransportProvider {

  @Override
  public String key() {
    return "pulsar";
  }

  @Override
  public Supplier<Transport> read(Settings settings) {
    PulsarSettings pulsar =
        new PulsarSettings(
            url(settings, "brokerServiceUrl", "pulsar"),
            url(settings, "webServiceUrl", "http"),
            settings.text("tenant", PulsarSettings.DEFAULT_TENANT),
            settings.text("namespace", PulsarSettings.DEFAULT_NAMESPACE));
    return () -> PulsarTransport.connect(pulsar);
  }

  private static String url(Settings settings, String key, String scheme) {
    String text = settings.text(key);
    if (!text.isEmpty()) {
      try {
        String found = String.valueOf(URI.create(text).getScheme());
        if (!found.startsWith(scheme)) {
          settings.problem(key, "'" + text + "' does not start with " + scheme + "://");
        }
      } catch (IllegalArgumentException e) {
        settings.problem(key, "'" + text + "' is not a URL");
      }
    }
    return text;
  }
}

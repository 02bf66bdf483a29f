package io.infinitic.config;

import io.infinitic.transport.Transport;
import io.infinitic.values.Payloads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a client reads: {@code name}, {@code transport} and {@code payloads}. A worker's file serves
 * as well.
 */
public record ClientConfig(String name, Supplier<Transport> transport, Payloads payloads) {

  private static final List<String> OF_WORKERS =
      List.of("services", "workflows", "engine", "storage", "cacheSize");

  /** Later documents add to earlier ones. */
  public static ClientConfig fromFiles(List<Path> files) {
    return read(
        String.join(", ", files.stream().map(Path::toString).toList()),
        String.join("\n", files.stream().map(ClientConfig::file).toList()));
  }

  public static ClientConfig fromResources(List<String> resources) {
    return read(
        String.join(", ", resources),
        String.join("\n", resources.stream().map(ClientConfig::resource).toList()));
  }

  public static ClientConfig fromStrings(List<String> texts) {
    return read("yaml", String.join("\n", texts));
  }

  /** The text of a file. */
  public static String file(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(List.of(file + ": cannot be read: " + e));
    }
  }

  /** The text of a resource on the class path. */
  public static String resource(String resource) {
    String name = resource.startsWith("/") ? resource.substring(1) : resource;
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream in = loader.getResourceAsStream(name)) {
      if (in == null) {
        throw new ConfigException(List.of(resource + ": is not on the class path"));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigException(List.of(resource + ": cannot be read: " + e));
    }
  }

  private static ClientConfig read(String source, String text) {
    Yaml yaml = Yaml.parse(source, text);
    String name = yaml.text("name", "java");
    Supplier<Transport> transport = Providers.transport(yaml);
    Payloads payloads = PayloadsConfig.read(yaml);
    OF_WORKERS.forEach(yaml::ignore);
    yaml.check();
    return new ClientConfig(name, transport, payloads);
  }
}

package io.infinitic.peers.restate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The program of Restate's server, from its npm package for this system: fetched once, about 200
 * MB. No script of the package is run.
 */
final class ServerPackage {

  static final String VERSION = "1.7.12";

  private static final Map<String, String> SYSTEMS = Map.of("linux", "linux", "mac os x", "darwin");
  private static final Map<String, String> PROCESSORS =
      Map.of("amd64", "x64", "x86_64", "x64", "aarch64", "arm64");
  private static final long FETCH_MINUTES = 5;

  private ServerPackage() {}

  /** Returns the program; keeps it in the folder. */
  static Path fetch(Path folder) throws IOException, InterruptedException {
    String name = "@restatedev/restate-server-" + platform();
    Path installed = folder.resolve(VERSION);
    Path program = installed.resolve("node_modules").resolve(name).resolve("bin/restate-server");
    if (!Files.isExecutable(program)) {
      Files.createDirectories(installed);
      install(installed, name + "@" + VERSION);
    }
    return program;
  }

  private static String platform() throws IOException {
    String system = SYSTEMS.get(property("os.name"));
    String processor = PROCESSORS.get(property("os.arch"));
    if (system == null || processor == null) {
      throw new IOException(
          "there is no npm package of Restate's server for %s on %s"
              .formatted(property("os.name"), property("os.arch")));
    }
    return system + "-" + processor;
  }

  private static String property(String name) {
    return System.getProperty(name, "").toLowerCase(Locale.ROOT);
  }

  private static void install(Path folder, String what) throws IOException, InterruptedException {
    Process npm;
    try {
      npm =
          new ProcessBuilder(
                  "npm",
                  "install",
                  "--prefix",
                  folder.toString(),
                  "--ignore-scripts",
                  "--no-audit",
                  "--no-fund",
                  what)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new IOException("Restate's server is fetched by npm, which does not run", e);
    }
    if (!npm.waitFor(FETCH_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
      npm.destroyForcibly();
      throw new IOException("npm could not fetch " + what);
    }
  }
}

package io.infinitic.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a project that runs. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = "Makes a Maven project: a workflow, a service, worker, client, test, YAML.")
final class NewCommand implements Callable<Integer> {

  private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");
  private static final String[] MAIN = {
    "MailService.java",
    "MailServiceImpl.java",
    "Welcome.java",
    "WelcomeImpl.java",
    "RunWorker.java",
    "StartWelcome.java"
  };

  @Parameters(paramLabel = "DIR", description = "Where to make it; must be empty, or not exist.")
  private Path folder = Path.of("");

  @Option(names = "--package", description = "Package of its classes (default: ${DEFAULT-VALUE}).")
  private String javaPackage = "com.example";

  @Override
  public Integer call() throws IOException {
    if (!PACKAGE.matcher(javaPackage).matches()) {
      throw new IllegalArgumentException(
          "'" + javaPackage + "' is not the name of a package, such as com.acme.orders");
    }
    if (Files.exists(folder) && !isEmptyFolder()) {
      throw new IllegalArgumentException(folder + " exists, and is not an empty directory");
    }
    for (Map.Entry<Path, String> file : files().entrySet()) {
      Path target = folder.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(target.getParent()));
      Files.writeString(target, text(file.getValue()));
    }
    System.out.printf(
        "%s is a project that runs; its README.md says how. First of all: cd %s && mvn test%n",
        folder, folder);
    return 0;
  }

  private boolean isEmptyFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    }
  }

  /** Each with the template that it is made of. */
  private Map<Path, String> files() {
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(Path.of("pom.xml"), "pom.xml");
    files.put(Path.of("README.md"), "README.md");
    files.put(Path.of(".gitignore"), "gitignore");
    files.put(Path.of("infinitic.yml"), "infinitic.yml");
    files.put(Path.of("src/main/resources/simplelogger.properties"), "simplelogger.properties");
    String path = javaPackage.replace('.', '/');
    for (String name : MAIN) {
      files.put(Path.of("src/main/java", path, name), name);
    }
    files.put(Path.of("src/test/java", path, "WelcomeTest.java"), "WelcomeTest.java");
    return files;
  }

  private String text(String template) throws IOException {
    try (InputStream in = NewCommand.class.getResourceAsStream("/new-project/" + template)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .replace("{package}", javaPackage)
          .replace("{name}", name())
          .replace("{version}", Main.VERSION)
          .replace("{infinitic}", script());
    }
  }

  /** The script that runs this command, if it was one. */
  private static String script() {
    String home = System.getProperty("infinitic.home");
    return home == null ? "infinitic" : Path.of(home, "bin", "infinitic").toString();
  }

  /** Of the folder, as an artifact id may be. */
  private String name() {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "-");
    return plain.isEmpty() ? "app" : plain;
  }
}

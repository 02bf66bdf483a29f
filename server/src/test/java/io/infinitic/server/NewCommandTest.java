package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.config.ClientConfig;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The project that {@code infinitic new} makes: it compiles, and its test passes. */
class NewCommandTest {

  @TempDir Path folder;

  @Test
  void projectCompilesAndItsTestPasses() throws Exception {
    Path project = folder.resolve("my-app");
    assertThat(run("--package", "com.acme.app", project.toString())).isZero();
    assertThat(project.resolve("pom.xml"))
        .content()
        .contains("<artifactId>my-app</artifactId>")
        .contains("<infinitic.version>" + Main.VERSION + "<");
    try (Stream<Path> files = Files.walk(project)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file))
                      .doesNotContain("{package}")
                      .doesNotContain("{name}"));
    }
    assertThat(ClientConfig.fromFiles(List.of(project.resolve("infinitic.yml"))).name())
        .isEqualTo("my-app");
    Path classes = Files.createDirectory(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
    try (Stream<Path> files = Files.walk(project)) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, System.out, System.err, arguments.toArray(String[]::new));
    assertThat(result).isZero();
    URL[] path = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, getClass().getClassLoader())) {
      Class<?> test = loader.loadClass("com.acme.app.WelcomeTest");
      var constructor = test.getDeclaredConstructor();
      constructor.setAccessible(true);
      Method greets = test.getDeclaredMethod("greetsTheCustomer");
      greets.setAccessible(true);
      greets.invoke(constructor.newInstance());
    }
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    Files.writeString(folder.resolve("mine.txt"), "mine");
    assertThat(run(folder.toString())).isNotZero();
    assertThat(run("--package", "not a package", folder.resolve("a").toString())).isNotZero();
    assertThat(run(folder.resolve("mine.txt").toString())).isNotZero();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("mine.txt"));
    }
  }

  private static int run(String... arguments) {
    return new CommandLine(new NewCommand()).execute(arguments);
  }
}

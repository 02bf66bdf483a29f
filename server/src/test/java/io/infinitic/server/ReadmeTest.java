package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.config.ClientConfig;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer copies from the README: it compiles, and its test passes. */
class ReadmeTest {

  private static final Pattern TYPE =
      Pattern.compile(
          "(?m)^public interface (\\w+) \\{.*}$|^(?:public )?(?:class|interface) (\\w+) (?s:.*?)^}");
  private static final Pattern DEPENDENCY =
      Pattern.compile("<artifactId>([\\w-]+)</artifactId><version>([^<]+)</version>");

  @TempDir Path folder;

  private static Path root() {
    String home = System.getProperty("infinitic.home");
    return home == null ? Path.of("..") : Path.of(home);
  }

  private static List<String> blocks(String language) throws IOException {
    String text = Files.readString(root().resolve("README.md"));
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** Each type goes to a file of its own, with the imports of its block. */
  private List<String> sources() throws IOException {
    List<String> files = new ArrayList<>();
    for (String block : blocks("java")) {
      List<MatchResult> types = TYPE.matcher(block).results().toList();
      String head = block.substring(0, types.get(0).start());
      for (MatchResult type : types) {
        String name = type.group(1) == null ? type.group(2) : type.group(1);
        Path file = folder.resolve(name + ".java");
        files.add(Files.writeString(file, head + type.group()).toString());
      }
    }
    return files;
  }

  @Test
  void codeCompilesAndItsTestPasses() throws Exception {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
    arguments.addAll(sources());
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, System.out, System.err, arguments.toArray(String[]::new));
    assertThat(result).isZero();
    URL[] path = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, getClass().getClassLoader())) {
      Constructor<?> test = loader.loadClass("com.acme.WelcomeTest").getDeclaredConstructor();
      test.setAccessible(true);
      Method greets = test.getDeclaringClass().getDeclaredMethod("greetsTheCustomer");
      greets.setAccessible(true);
      greets.invoke(test.newInstance());
      assertThat(loader.loadClass("com.acme.RunWorker")).hasDeclaredMethods("main");
      assertThat(loader.loadClass("com.acme.StartWelcome")).hasDeclaredMethods("main");
    }
  }

  @Test
  void configurationCanBeRead() throws Exception {
    assertThat(ClientConfig.fromStrings(blocks("yaml")).name()).isEqualTo("my-worker");
  }

  @Test
  void pomHasTheVersionsOfANewProject() throws Exception {
    String pom = blocks("xml").get(0);
    Path project = root().resolve("server/src/main/resources/new-project/pom.xml");
    String ofNewProject = Files.readString(project).replace("${infinitic.version}", Main.VERSION);
    assertThat(dependencies(pom))
        .contains("infinitic-worker " + Main.VERSION)
        .isEqualTo(dependencies(ofNewProject));
  }

  private static TreeSet<String> dependencies(String pom) {
    Stream<MatchResult> found = DEPENDENCY.matcher(pom).results();
    return new TreeSet<>(found.map(one -> one.group(1) + " " + one.group(2)).toList());
  }
}

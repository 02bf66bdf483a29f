package io.infinitic.workers.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.workers.Definition;
import io.infinitic.workers.WorkflowVersions;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowBuildTest {

  @TempDir Path folder;

  private static final String FILE = AloneImpl.class.getName().replace('.', '/') + ".class";

  private static byte[] bytes() throws IOException {
    try (InputStream in = AloneImpl.class.getResourceAsStream("AloneImpl.class")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static String build(Class<?> deployed) {
    return WorkflowBuild.of(
        new WorkflowVersions(List.of(Definition.of(Runnable.class.getName(), deployed))));
  }

  /** The build of that workflow, deployed to a folder with a helper. */
  private String build(String deployment, String helper) throws Exception {
    Path classes = folder.resolve(deployment);
    Path file = classes.resolve(FILE);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes());
    Files.writeString(classes.resolve("Helper.class"), helper);
    Files.writeString(classes.resolve("app.log"), "a line of " + deployment);
    URL[] urls = {classes.toUri().toURL()};
    try (URLClassLoader loader =
        new URLClassLoader(urls, AloneImpl.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            return known == null && name.equals(AloneImpl.class.getName())
                ? findClass(name)
                : super.loadClass(name, resolve);
          }
        }) {
      return build(loader.loadClass(AloneImpl.class.getName()));
    }
  }

  /** A loader that finds the workflow in a jar in a way of its own, and says where it was. */
  private static final class LoaderOfAFramework extends ClassLoader {
    private final URL location;

    LoaderOfAFramework(String location) throws MalformedURLException {
      super(AloneImpl.class.getClassLoader());
      this.location =
          new URL(
              null,
              location,
              new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) throws IOException {
                  throw new IOException("not needed");
                }
              });
    }

    Class<?> define(byte[] bytes) {
      CodeSource source = new CodeSource(location, (Certificate[]) null);
      return defineClass(
          AloneImpl.class.getName(),
          bytes,
          0,
          bytes.length,
          new ProtectionDomain(source, null, this, null));
    }
  }

  /** The build of that workflow, deployed in a jar that contains a folder of classes. */
  private String buildInJar(String deployment, String helper, String location) throws Exception {
    Path jar = folder.resolve(deployment + " app.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("BOOT-INF/classes/" + FILE));
      out.write(bytes());
      out.putNextEntry(new JarEntry("BOOT-INF/classes/Helper.class"));
      out.write(helper.getBytes(StandardCharsets.UTF_8));
    }
    String path = jar.toUri().getRawPath();
    return build(new LoaderOfAFramework(location.formatted(path)).define(bytes()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jar:nested:%s/!BOOT-INF/classes/!/",
        "jar:file:%s!/BOOT-INF/classes!/",
        "jar:file:%s!/"
      })
  void classesBesideTheWorkflowInTheOuterJarCount(String location) throws Exception {
    assertThat(buildInJar("one", "old", location))
        .isEqualTo(buildInJar("two", "old", location))
        .isNotEqualTo(buildInJar("three", "new", location));
  }

  @Test
  void classesBesideTheWorkflowCountAndNothingElse() throws Exception {
    assertThat(build("one", "old"))
        .isEqualTo(build("two", "old"))
        .isNotEqualTo(build("three", "new"));
  }
}

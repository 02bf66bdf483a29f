package io.infinitic.workers.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.workers.Definition;
import io.infinitic.workers.WorkflowVersions;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowBuildTest {

  @TempDir Path folder;

  /** The build of that workflow, deployed to a folder with a helper. */
  private String build(String deployment, String helper) throws Exception {
    Path classes = folder.resolve(deployment);
    Path file = classes.resolve(AloneImpl.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    try (InputStream in = AloneImpl.class.getResourceAsStream("AloneImpl.class")) {
      Files.copy(Objects.requireNonNull(in), file);
    }
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
      Class<?> deployed = loader.loadClass(AloneImpl.class.getName());
      return WorkflowBuild.of(
          new WorkflowVersions(List.of(Definition.of(Runnable.class.getName(), deployed))));
    }
  }

  @Test
  void classesBesideTheWorkflowCountAndNothingElse() throws Exception {
    assertThat(build("one", "old"))
        .isEqualTo(build("two", "old"))
        .isNotEqualTo(build("three", "new"));
  }
}

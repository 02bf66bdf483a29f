package io.infinitic.server;

import io.infinitic.exceptions.InfiniticException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.UUID;

/**
 * What a demo has to remember to be resumed.
 *
 * @param workflowId its workflow
 * @param images how many images it crops
 * @param imagePort port of its image server, which its URLs name; 0 before the first start
 */
record DemoRun(String workflowId, int images, int imagePort) {

  private static final String FILE = "demo.properties";
  private static final int STEPS_PER_IMAGE = 3; // download, resize, upload

  static DemoRun create(Path directory, int images) throws IOException {
    DemoRun run = new DemoRun("demo-" + UUID.randomUUID().toString().substring(0, 8), images, 0);
    run.save(directory);
    return run;
  }

  static DemoRun load(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      throw new InfiniticException(
          "there is nothing to resume in "
              + directory
              + "; run: infinitic demo --data "
              + directory);
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return new DemoRun(
        properties.getProperty("workflowId"),
        Integer.parseInt(properties.getProperty("images")),
        Integer.parseInt(properties.getProperty("imagePort")));
  }

  /** How many tasks its workflow has. */
  int steps() {
    return STEPS_PER_IMAGE * images;
  }

  DemoRun withImagePort(int port) {
    return new DemoRun(workflowId, images, port);
  }

  /** A run of the same work under another id, that loads the classes and opens the connections. */
  DemoRun warmUp(int number) {
    return new DemoRun(workflowId + "-warm-up-" + number, images, imagePort);
  }

  void save(Path directory) throws IOException {
    Files.createDirectories(directory);
    Properties properties = new Properties();
    properties.setProperty("workflowId", workflowId);
    properties.setProperty("images", Integer.toString(images));
    properties.setProperty("imagePort", Integer.toString(imagePort));
    Path part = directory.resolve(FILE + ".part");
    try (Writer writer = Files.newBufferedWriter(part)) {
      properties.store(writer, "a demo of Infinitic");
    }
    Files.move(part, directory.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
  }
}

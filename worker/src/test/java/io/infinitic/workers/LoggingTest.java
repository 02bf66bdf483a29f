package io.infinitic.workers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.Flows.Flow;
import io.infinitic.workers.Flows.FlowImpl;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker says of itself when it starts, and where there is nothing that would show it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoggingTest {

  private static final String PROVIDER = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

  @TempDir Path folder;

  private static InfiniticWorker worker(String name) {
    return InfiniticWorker.builder()
        .setName(name)
        .setTransport(new InMemoryTransport(1, TimeSource.SYSTEM))
        .setEngine(new InMemoryStore())
        .addService(Service.class, ServiceImpl.class)
        .addWorkflow(Flow.class, FlowImpl.class)
        .build();
  }

  /** A process whose class path has no SLF4J provider. */
  static final class WithoutProvider {
    public static void main(String[] args) {
      for (String name : List.of("one", "other")) {
        try (InfiniticWorker worker = worker(name)) {
          worker.startAsync();
          InfiniticClient client = worker.getClient();
          System.out.println(client.newWorkflow(Flow.class).sequence(2));
        }
      }
    }
  }

  private static boolean hasProvider(String entry) {
    Path path = Path.of(entry);
    if (!Files.isRegularFile(path)) {
      return Files.exists(path.resolve(PROVIDER));
    }
    try (JarFile jar = new JarFile(path.toFile())) {
      return jar.getEntry(PROVIDER) != null;
    } catch (java.io.IOException e) {
      return false; // not a jar
    }
  }

  @Test
  void oneLineOnStandardErrorSaysThatNothingIsLogged() throws Exception {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !hasProvider(entry))
            .collect(Collectors.joining(File.pathSeparator));
    Path output = folder.resolve("out");
    Path errors = folder.resolve("err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, WithoutProvider.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM tells of it on standard error
    Process process = builder.start();
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readAllLines(output, UTF_8)).as("it runs").containsExactly("2", "2");
    assertThat(Files.readAllLines(errors, UTF_8))
        .filteredOn(line -> line.startsWith("Infinitic")) // SLF4J, and perhaps the JVM, say more
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .startsWith("Infinitic logs nothing, as there is no SLF4J provider: add one")
                    .contains("org.slf4j:slf4j-simple"));
  }

  @Test
  void startLineNamesWhatTheWorkerRuns() {
    try (LogLines log = LogLines.of(InfiniticWorker.class, Level.INFO);
        InfiniticWorker worker = worker("greeter")) {
      worker.startAsync();
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("worker greeter-"))
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line)
                      .contains("is connected to a broker in memory")
                      .contains("services [" + Service.class.getName() + "]")
                      .contains("workflows [" + Flow.class.getName() + "]")
                      .endsWith(", and the engine"));
    }
  }
}

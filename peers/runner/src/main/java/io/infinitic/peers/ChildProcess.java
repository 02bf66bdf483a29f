package io.infinitic.peers;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Child}, from here: with the class path of its peer, and the JVM options of this one. */
final class ChildProcess {

  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final int LAST_LINES = 5;

  private final Path peers;
  private final Entrant entrant;
  private final Sizes sizes;

  /** Nothing is started yet; the path is the folder of the modules. */
  ChildProcess(Path peers, Entrant entrant, Sizes sizes) {
    this.peers = peers;
    this.entrant = entrant;
    this.sizes = sizes;
  }

  /** Measures in a folder that is gone afterwards; throws with the reason if that fails. */
  Outcome measure() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("infinitic-peer-" + entrant.name());
    Process process = null;
    // Also when this process is ended from outside.
    Thread cleaner = new Thread(() -> Folders.delete(folder));
    try {
      Path log = folder.resolve("log.txt");
      process = start(folder, log);
      Process child = process;
      cleaner =
          new Thread(
              () -> {
                stop(child);
                Folders.delete(folder);
              });
      Runtime.getRuntime().addShutdownHook(cleaner);
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("not done after " + LIMIT.toMinutes() + " minutes");
      }
      return outcome(folder, log, process.exitValue());
    } finally {
      if (process != null) {
        stop(process);
      }
      Folders.delete(folder);
      forget(cleaner);
    }
  }

  private Process start(Path folder, Path log) throws IOException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.add("-cp");
    command.add(classPath());
    command.add(Child.class.getName());
    command.add(entrant.factory());
    command.add(folder.toString());
    command.add(Integer.toString(sizes.rounds()));
    command.add(Integer.toString(sizes.oneAtATime()));
    command.add(Integer.toString(sizes.atOnce()));
    command.add(Integer.toString(sizes.steps()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private String classPath() throws IOException {
    Path target = peers.resolve(entrant.module()).resolve("target");
    Path rest = target.resolve("classpath.txt");
    if (!Files.exists(rest)) {
      throw new IOException("it was not built: there is no " + rest);
    }
    return target.resolve("classes") + File.pathSeparator + Files.readString(rest).strip();
  }

  private static Outcome outcome(Path folder, Path log, int exitCode) throws IOException {
    if (Files.exists(folder.resolve(Child.OUTCOME))) {
      return Outcome.read(folder.resolve(Child.OUTCOME));
    }
    if (Files.exists(folder.resolve(Child.FAILURE))) {
      throw new IOException(Files.readString(folder.resolve(Child.FAILURE)));
    }
    // As a server may write anything, decode what can be.
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    throw new IOException(
        "its process ended with "
            + exitCode
            + ": "
            + String.join(
                " / ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
  }

  /** Closing its standard input asks it to end; what it has started ends with it. */
  private static void stop(Process process) {
    if (!process.isAlive()) {
      return;
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // this process ends
    }
  }
}

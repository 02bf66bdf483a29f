package io.infinitic.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, that tests can kill. */
final class Child implements AutoCloseable {

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private Child(Process process) {
    this.process = process;
    // Also when the test that started it has failed.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                // it was killed
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  static Child start(String heap, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    command.add("-Dinfinitic.worker.cache=" + System.getProperty("infinitic.worker.cache", "on"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    try {
      return new Child(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> lines() {
    return lines;
  }

  boolean says(String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  void awaitReady(long seconds) throws InterruptedException {
    awaitSaid("READY", seconds);
  }

  /** Fails with all that it has said, and with what its threads do, if it does not say it. */
  void awaitSaid(String text, long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!says(text)) {
      boolean late = System.nanoTime() > deadline;
      if (late || !isAlive()) {
        if (late) {
          signal("QUIT");
        }
        process.waitFor(2, TimeUnit.SECONDS); // for its last words
        throw new AssertionError("has not said " + text + " but:\n" + String.join("\n", lines));
      }
      process.waitFor(10, TimeUnit.MILLISECONDS);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  int exitCode() {
    return process.exitValue();
  }

  void awaitEnd(long seconds) throws InterruptedException {
    process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGSTOP. */
  void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  int threads() {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("Threads:"))
          .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}

package io.infinitic.benchmarks.cluster;

import io.infinitic.exceptions.InfiniticException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process started by this one, as a rule a JVM on the same class path and with the same flags but
 * for its heap. It is spoken to over its standard input, answers on its standard output, and ends
 * with this process.
 */
public final class Child implements Part, AutoCloseable {

  private static final long READY_SECONDS = 90;
  private static final long ANSWER_SECONDS = 60;
  private static final long END_SECONDS = 20;

  private final String name;
  private final Process process;
  private final PrintWriter input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Thread reader = new Thread(this::read, "bench-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param heap its maximum, such as {@code 1g}
   */
  public static Child start(String heap, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-Xmx") && !flag.contains("agent"))
        .forEach(command::add);
    command.add("-Xmx" + heap);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return start(arguments.get(0), command);
  }

  /** Starts any program. */
  public static Child start(String name, List<String> command) {
    try {
      return new Child(name, new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // it was killed
    }
  }

  /** What follows the word that a part says when it has started. */
  String awaitReady() {
    return awaitLine(PartMain.READY, READY_SECONDS);
  }

  /**
   * Waits for a line that begins like this, and skips others.
   *
   * @return the rest of it
   * @throws InfiniticException if it does not come in time, or the process has ended
   */
  public String awaitLine(String start, long seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try {
      while (System.nanoTime() < deadline && (process.isAlive() || !lines.isEmpty())) {
        String line = lines.poll(100, TimeUnit.MILLISECONDS);
        if (line != null && line.startsWith(start)) {
          return line.substring(start.length()).trim();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfiniticException("interrupted while waiting for the " + name + " process", e);
    }
    throw new InfiniticException(
        "the %s process %s and has not said '%s'"
            .formatted(name, process.isAlive() ? "still runs" : "has ended", start));
  }

  @Override
  public Usage usage() {
    return ask(PartMain.USAGE);
  }

  @Override
  public Usage usageAfterCollection() {
    return ask(PartMain.COLLECT);
  }

  private Usage ask(String question) {
    input.println(question);
    return Usage.parse(awaitLine(PartMain.ANSWER, ANSWER_SECONDS));
  }

  /** Lets it end by itself, for a while. */
  void end() {
    input.close();
    try {
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /** Kills it. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}

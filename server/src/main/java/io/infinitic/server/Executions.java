package io.infinitic.server;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Each time that a process began a step of the demo, in a file that outlives the process: lines of
 * process id, number and name of the step.
 */
final class Executions implements AutoCloseable {

  private static final String FILE = "executions";
  private static final Pattern LINE = Pattern.compile("\\d+ (\\d+) \\S+");

  private final Writer writer;

  private Executions(Writer writer) {
    this.writer = writer;
  }

  /** The steps that processes before have begun. */
  static Set<Integer> before(Path directory) throws IOException {
    Set<Integer> steps = new TreeSet<>();
    Path file = directory.resolve(FILE);
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        Matcher step = LINE.matcher(line);
        if (step.matches()) { // the last line may be incomplete
          steps.add(Integer.parseInt(step.group(1)));
        }
      }
    }
    return steps;
  }

  /** Opens the file to go on with it. */
  static Executions append(Path directory) throws IOException {
    return new Executions(
        Files.newBufferedWriter(
            directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** Opens it without what it has of another workflow. */
  static Executions begin(Path directory) throws IOException {
    return new Executions(Files.newBufferedWriter(directory.resolve(FILE)));
  }

  /** This process begins a step. It is written when this returns, as a kill may follow. */
  synchronized void add(int step, String name) throws IOException {
    writer.write("%d %d %s%n".formatted(ProcessHandle.current().pid(), step, name));
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}

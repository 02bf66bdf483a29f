package io.infinitic.server;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "infinitic",
    description = "Durable workflows in plain Java, on Apache Pulsar.",
    mixinStandardHelpOptions = true,
    version = "Infinitic for Java " + Main.VERSION,
    subcommands = {DemoCommand.class, DevCommand.class, InitCommand.class, NewCommand.class})
public final class Main implements Callable<Integer> {

  static final String VERSION = "0.1.0-SNAPSHOT";

  private Main() {}

  /** Runs a command, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandLine commands = new CommandLine(new Main());
    commands.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          command.getErr().println("infinitic: " + oneLine(e));
          return 1;
        });
    System.exit(commands.execute(arguments));
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.out);
    return 0;
  }

  private static String oneLine(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.replaceAll("\\s*\\R\\s*", " ");
  }
}

package io.infinitic.benchmarks;

import picocli.CommandLine;

/** The command line. */
public final class Main {

  private Main() {}

  /** Runs the benchmarks, and ends the process with the exit code. */
  public static void main(String[] arguments) {
    System.exit(command().execute(arguments)); // the broker leaves threads behind
  }

  /** Gives 0 if all was measured, 1 if something was not, 2 if the arguments are wrong. */
  static CommandLine command() {
    CommandLine command = new CommandLine(new BenchCommand());
    command.setParameterExceptionHandler(
        (e, given) -> {
          e.getCommandLine().getErr().println("infinitic: " + e.getMessage());
          return CommandLine.ExitCode.USAGE;
        });
    command.setExecutionExceptionHandler(
        (e, failed, parsed) -> {
          failed.getErr().println("infinitic: " + e);
          return CommandLine.ExitCode.SOFTWARE;
        });
    return command;
  }
}

package io.infinitic.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The command line. */
public final class Main {

  private Main() {}

  /** Runs the benchmarks, and ends the process with the exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments)); // the broker leaves threads behind
  }

  /** 0 if all has been measured, 1 if something has not, 2 if the arguments are wrong. */
  static int run(String... arguments) {
    CommandLine command = new CommandLine((Callable<Integer>) new BenchCommand());
    command.setParameterExceptionHandler(
        (e, given) -> {
          e.getCommandLine().getErr().println("infinitic: " + e.getMessage());
          return CommandLine.ExitCode.USAGE;
        });
    return command.execute(arguments);
  }
}

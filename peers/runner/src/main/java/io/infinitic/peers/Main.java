package io.infinitic.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what one could use instead of Infinitic, and Infinitic, one after the other. The system
 * property {@code peers.home} is the folder of the peers' modules.
 */
public final class Main {

  private Main() {}

  /** Prints a table; one that cannot be measured does not stop the others. */
  public static void main(String[] words) throws IOException, InterruptedException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(words);
    } catch (Arguments.Wrong e) {
      System.err.println(e.getMessage() + System.lineSeparator() + Arguments.USAGE);
      System.exit(2);
      return;
    }
    Report report = measure(arguments);
    System.out.println(report.table());
    if (arguments.json() != null) {
      report.write(arguments.json());
    }
    if (report.peers().stream().anyMatch(entry -> entry.outcome() == null)) {
      System.exit(1);
    }
  }

  private static Report measure(Arguments arguments) throws IOException, InterruptedException {
    Path peers = Path.of(System.getProperty("peers.home", "peers"));
    String at = Instant.now().toString();
    Machine machine = Machine.here();
    Sizes sizes = Sizes.of(arguments.rounds(), arguments.scale());
    List<Report.Entry> entries = new ArrayList<>();
    for (Entrant entrant : arguments.entrants()) {
      System.err.println("Measuring " + entrant.name() + " ...");
      try {
        entries.add(Report.Entry.of(entrant, new ChildProcess(peers, entrant, sizes).measure()));
      } catch (IOException e) {
        System.err.println(entrant.name() + ": " + e.getMessage());
        entries.add(Report.Entry.failed(entrant, String.valueOf(e.getMessage())));
      }
    }
    return new Report(at, machine, sizes, entries);
  }
}

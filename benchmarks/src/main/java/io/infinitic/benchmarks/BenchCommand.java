package io.infinitic.benchmarks;

import io.infinitic.benchmarks.cluster.BrokerSettings;
import io.infinitic.benchmarks.cluster.Layout;
import io.infinitic.benchmarks.cluster.Store;
import io.infinitic.benchmarks.measures.Benchmark;
import io.infinitic.benchmarks.report.Report;
import io.infinitic.benchmarks.report.Table;
import io.infinitic.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures. */
@Command(
    name = "infinitic bench",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the benchmarks that are named, or all, each on a cluster of its own.",
      "Journal and store are synced to disk. Prints a table and writes it as JSON."
    })
final class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "name",
      description = "Which (default: all): ${COMPLETION-CANDIDATES}.",
      completionCandidates = Benchmarks.Names.class)
  private List<String> names = new ArrayList<>();

  @Option(names = "--store", description = "The engine's store (default: ${DEFAULT-VALUE}).")
  private String store = "sqlite";

  @Option(
      names = "--store-settings",
      description = "Its section of a worker's YAML, such as '{ path: engine.db }'.")
  private String storeSettings = "";

  @Option(
      names = "--layout",
      description = "all-in-one, or processes (the default): each part in its own.")
  private String layout = Layout.PROCESSES.toString();

  @Option(names = "--partitions", description = "Of the engine's log (default: ${DEFAULT-VALUE}).")
  private int partitions = BrokerSettings.usual().partitions();

  @Option(
      names = "--broker",
      paramLabel = "name=value",
      description = "A setting of broker.conf or bookkeeper.conf; may be given again.")
  private Map<String, String> broker = new LinkedHashMap<>();

  @Option(names = "--rounds", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(names = "--scale", description = "Multiplies counts (default: ${DEFAULT-VALUE}).")
  private double scale = 1.0;

  @Option(names = "--json", description = "File of the results (default: a new one).")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings =
        new Settings(store(), layout(), new BrokerSettings(partitions, broker), rounds, scale);
    if (partitions < 1 || partitions > 1_000) {
      throw wrong("--partitions " + partitions + " is not between 1 and 1000");
    }
    if (rounds < 1 || rounds > 100) {
      throw wrong("--rounds " + rounds + " is not between 1 and 100");
    }
    if (!(scale > 0 && scale <= 100)) {
      throw wrong("--scale " + scale + " is not above 0 and at most 100");
    }
    List<Benchmark> chosen = chosen();
    Path file = (json == null ? ResultFile.next() : json).toAbsolutePath();
    Report report = new Runner(settings).run(chosen);
    PrintWriter out = spec.commandLine().getOut();
    out.println(Table.of(report));
    report.write(file);
    out.println("Results: " + file);
    out.flush();
    return report.isComplete() ? 0 : 1;
  }

  private List<Benchmark> chosen() {
    for (String name : names) {
      if (Benchmarks.ALL.stream().noneMatch(benchmark -> benchmark.name().equals(name))) {
        throw wrong("there is no benchmark '" + name + "'; there are " + Benchmarks.names());
      }
    }
    return Benchmarks.ALL.stream()
        .filter(benchmark -> names.isEmpty() || names.contains(benchmark.name()))
        .toList();
  }

  private Layout layout() {
    return Arrays.stream(Layout.values())
        .filter(known -> known.toString().equals(layout))
        .findFirst()
        .orElseThrow(() -> wrong("--layout " + layout + " is neither all-in-one nor processes"));
  }

  private Store store() {
    if (!Store.known().contains(store)) {
      throw wrong(
          "--store %s: this version has no such store; it has %s"
              .formatted(store, Store.known().stream().collect(Collectors.joining(", "))));
    }
    Store chosen = new Store(store, storeSettings);
    try {
      chosen.in(Path.of("")).read();
    } catch (ConfigException e) {
      throw wrong(e.getMessage().replaceAll("\\s*\\R\\s*", " "));
    }
    return chosen;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}

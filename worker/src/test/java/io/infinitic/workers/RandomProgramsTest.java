package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.workers.Node.Op;
import io.infinitic.workers.ProgramCase.Event;
import io.infinitic.workers.ProgramHost.Run;
import io.infinitic.workers.ProgramHost.Setup;
import io.infinitic.workers.ProgramVerdict.Broken;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Programs drawn at random, run in every configuration. Whatever arrives first, each ends, and its
 * history says everything: a worker that has never seen the run makes the same decisions from it.
 * Where the outcome does not depend on what arrives first, it is the same in all configurations.
 *
 * <p>{@code -Dinfinitic.seed=N} repeats one program, {@code -Dinfinitic.programs=N} draws as many.
 */
class RandomProgramsTest {

  private static final Logger LOG = LoggerFactory.getLogger(RandomProgramsTest.class);
  private static final int PROGRAMS = 24;
  private static final int AT_ONCE = 40;

  @ParameterizedTest
  @EnumSource
  void racingProgramsEndAndAreRepeatable(Setup setup) {
    List<ProgramVerdict> verdicts = run(setup, draw(ProgramCase::racing));
    assertThat(verdicts).isNotEmpty();
  }

  @Test
  void fixedProgramsDoTheSameInAllConfigurations() {
    List<ProgramCase> programs = draw(ProgramCase::fixed);
    Map<Setup, List<ProgramVerdict>> verdicts = new EnumMap<>(Setup.class);
    for (Setup setup : Setup.values()) {
      verdicts.put(setup, run(setup, programs));
    }
    List<ProgramVerdict> warm = verdicts.get(Setup.WARM);
    verdicts.forEach(
        (setup, others) -> {
          for (int i = 0; i < programs.size(); i++) {
            assertThat(others.get(i).commands())
                .as("%s: %s", setup, programs.get(i))
                .isEqualTo(warm.get(i).commands());
            assertThat(others.get(i).outcome())
                .as("%s: %s", setup, programs.get(i))
                .isEqualTo(warm.get(i).outcome());
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void nothingGoesOnAfterTheEnd(Setup setup) {
    Node next = Node.of(Op.CONTINUE, 0, Node.of(Op.SEQUENCE, 0));
    Node continues = Node.of(Op.KEEP, 1, Node.of(Op.ASYNC, 1, next));
    Node ends = Node.of(Op.ASYNC, 1, Node.of(Op.TIMER, 60_000), next);
    List<ProgramVerdict> verdicts =
        run(
            setup,
            List.of(
                new ProgramCase(1, continues, List.of()),
                new ProgramCase(2, ends, List.of(Event.CANCEL))));
    assertThat(verdicts.get(0).outcome()).as("that of the next run").isEmpty();
    assertThat(verdicts.get(1).commands()).noneMatch(command -> command.contains("ContinueAsNew"));
  }

  private static List<ProgramCase> draw(LongFunction<ProgramCase> draw) {
    Long one = Long.getLong("infinitic.seed");
    if (one != null) {
      return List.of(draw.apply(one));
    }
    int count = Integer.getInteger("infinitic.programs", PROGRAMS);
    long first = new Random().nextInt(1_000_000) * 1_000L;
    return LongStream.range(first, first + count).mapToObj(draw).toList();
  }

  private static List<ProgramVerdict> run(Setup setup, List<ProgramCase> programs) {
    List<ProgramVerdict> verdicts = new ArrayList<>();
    for (int from = 0; from < programs.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, programs.size());
      verdicts.addAll(runAtOnce(setup, programs.subList(from, to)));
    }
    LOG.info(
        "{}: {} programs from seed {}, {} decisions made again, of which {} were unfinished",
        setup,
        programs.size(),
        programs.get(0).seed(),
        verdicts.stream().mapToInt(ProgramVerdict::decisions).sum(),
        verdicts.stream().mapToInt(ProgramVerdict::unfinished).sum());
    return verdicts;
  }

  private static List<ProgramVerdict> runAtOnce(Setup setup, List<ProgramCase> programs) {
    List<ProgramVerdict> verdicts = new ArrayList<>();
    ProgramCase broken = null;
    Broken how = null;
    try (ProgramHost host = new ProgramHost(setup)) {
      List<CompletableFuture<String>> results = programs.stream().map(host::start).toList();
      host.awaitEnd();
      List<Run> runs = host.runs();
      for (int i = 0; i < programs.size() && how == null; i++) {
        try {
          verdicts.add(ProgramVerdict.of(programs.get(i), results.get(i), host, runs));
        } catch (Broken e) {
          broken = programs.get(i);
          how = e;
        }
      }
    }
    if (how != null) {
      throw ProgramShrinker.report(setup, broken, how);
    }
    return verdicts;
  }
}

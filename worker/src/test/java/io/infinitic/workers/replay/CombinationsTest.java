package io.infinitic.workers.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.values.Payloads;
import io.infinitic.workers.Definition;
import io.infinitic.workflows.DeferredStatus;
import io.infinitic.workflows.Workflow;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CombinationsTest {

  public interface Flow {
    void run();
  }

  public static class FlowImpl extends Workflow implements Flow {
    @Override
    public void run() {}
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final LoadedRun run =
      new LoadedRun(
          0,
          Definition.of(Flow.class.getName(), FlowImpl.class),
          Environment.of(Payloads.defaults(), threads, 10_000));
  private final Method method = Flow.class.getMethods()[0];
  private RunCore core;
  private Promise<String> a;
  private Promise<String> b;

  @BeforeEach
  void begin() {
    run.begin(new WorkflowStarted("id", "run", "Flow", "", "", List.of(), List.of(), Map.of()));
    run.rules().decide(true);
    core = run.context().core();
    a = new Promise<>(core, "a", "a", () -> {});
    b = new Promise<>(core, "b", "b", () -> {});
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void codeThatMakesOneDependsOnItsParts() {
    inBranch(this::combine);
    assertThat(a.dependents()).isEqualTo(2);
  }

  @Test
  void queriesLeaveNothingInTheParts() {
    inBranch(
        () -> {
          core.setReading(true);
          tenThousandTimes();
          core.setReading(false);
        });
    assertThat(a.dependents()).isZero();
  }

  @Test
  void conditionsLeaveNothingInTheParts() {
    inBranch(
        () -> {
          core.setInCondition(true);
          tenThousandTimes();
          core.setInCondition(false);
        });
    tenThousandTimes(); // no branch runs while all their conditions are looked at
    assertThat(a.dependents()).isZero();
  }

  @Test
  void whatAConditionHasMadeTellsWhatThereIs() {
    a.settle(DeferredStatus.COMPLETED, () -> "x");
    assertThat(Combinations.or(core, List.of(a, b)).status()).isEqualTo(DeferredStatus.COMPLETED);
    assertThat(Combinations.and(core, List.of(a, b)).status()).isEqualTo(DeferredStatus.ONGOING);
    b.settle(DeferredStatus.FAILED, () -> "not reached");
    assertThat(Combinations.and(core, List.of(a, b)).status()).isEqualTo(DeferredStatus.FAILED);
    assertThat(Combinations.or(core, List.of(b, a)).outcome().get()).isEqualTo("x");
  }

  @Test
  void oneThatAConditionHasMadeCanBeUsedLater() {
    Promise<String> kept = Combinations.or(core, List.of(a, b));
    List<Promise<List<String>>> made = new ArrayList<>();
    inBranch(() -> made.add(Combinations.and(core, List.of(kept, b))));
    b.settle(DeferredStatus.COMPLETED, () -> "y");
    assertThat(made.get(0).outcome().get()).containsExactly("y", "y");
  }

  @Test
  void oneThatAConditionHasMadeLooksWheneverItIsAsked() {
    Promise<?> kept = b;
    for (int i = 0; i < 100; i++) { // each level looks once at what is below
      kept = Combinations.or(core, List.of(kept, a));
    }
    assertThat(kept.status()).isEqualTo(DeferredStatus.ONGOING);
    b.settle(DeferredStatus.COMPLETED, () -> "y");
    assertThat(kept.status()).isEqualTo(DeferredStatus.COMPLETED);
    assertThat(a.dependents()).isZero();
  }

  @Test
  void whatWasDecidedByEarlierRulesIsRepeatedByThem() {
    RunChannel<String> channel = new RunChannel<>(core);
    channel.offeredAs("notes", String.class);
    List<Promise<List<String>>> both = new ArrayList<>();
    inBranch(
        () -> {
          both.add(Combinations.and(core, List.of(channel.receive(), channel.receive())));
          channel.send("a");
          channel.send("b");
        });
    assertThat(both.get(0).status()).isEqualTo(DeferredStatus.COMPLETED);
    run.rules().repeat(2, null);
    assertThat(both.get(0).status()).isEqualTo(DeferredStatus.ONGOING);
    combine();
    assertThat(a.dependents()).isEqualTo(2);
  }

  @Test
  void namesOfWhatIsCombinedAgainAndAgainDoNotGrow() {
    Promise<?> all = a;
    for (int i = 0; i < 20; i++) {
      all = Combinations.and(core, List.of(all, all));
    }
    assertThat(all.name()).startsWith("and(and(").hasSizeLessThan(1_000);
  }

  private void tenThousandTimes() {
    for (int i = 0; i < 10_000; i++) {
      combine();
    }
  }

  private void combine() {
    Combinations.or(core, List.of(a, b));
    Combinations.and(core, List.of(a, b));
  }

  private void inBranch(Runnable code) {
    run.branches().runAlone(method, core.root(), branch -> code.run());
  }
}

package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.config.ConfigException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.workers.tasks.ServiceSettings;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Everything that is wrong is told at once, before anything starts. */
class ConfigTest {

  private static final String TRANSPORT =
      "transport: { pulsar: { brokerServiceUrl: 'pulsar://localhost:1', webServiceUrl: 'http://localhost:2' } }\n";

  @Test
  void threeMistakesAreThreeLines() {
    String yaml =
        """
        name: w
        transport:
          pulsar:
            brokerServiceUrl: pulsar://localhost:1
            webServiceUrl: http://localhost:2
        services:
          - name: io.infinitic.workers.Flows$Service
            executor:
              class: com.acme.Missing
              concurrency: many
        workflows:
          - name: io.infinitic.workers.Flows$Flow
            executor:
              class: io.infinitic.workers.Flows$FlowImpl
              concurency: 3
        """;
    assertThatThrownBy(() -> InfiniticWorker.fromYamlString(yaml))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              assertThat(e.problems()).hasSize(3);
              assertThat(e.getMessage())
                  .contains(
                      "yaml:9: services[0].executor.class com.acme.Missing is not on the class path")
                  .contains(
                      "yaml:10: services[0].executor.concurrency 'many' is not a whole number")
                  .contains("yaml:15: workflows[0].executor.concurency is not known here");
            });
  }

  @Test
  void keysOfInfiniticSayWhatIsHereInstead() {
    String yaml =
        """
        storage:
          redis: { host: localhost, port: 6379 }
        port: 9800
        services:
          - name: io.infinitic.workers.Flows$Service
            executor: { class: 'io.infinitic.workers.Flows$ServiceImpl', retry: { randomFactor: 0.5 } }
            tagEngine: { concurrency: 5 }
        workflows:
          - name: io.infinitic.workers.Flows$Flow
            executor: { class: 'io.infinitic.workers.Flows$FlowImpl' }
            stateEngine: { concurrency: 5, storage: { postgres: { port: 5432 } } }
        """;
    assertThat(problems(TRANSPORT + yaml))
        .satisfiesExactlyInAnyOrder(
            is("yaml:3: storage.redis is not known here: ", "storage: { sqlite: { path: "),
            is("yaml:4: port is not known here: ", "brokerServiceUrl and webServiceUrl"),
            is("yaml:7: services[0].executor.retry.randomFactor is not known here: ", "jitter"),
            is("yaml:8: services[0].tagEngine is not known here: ", "leave it out"),
            is("yaml:12: workflows[0].stateEngine is not known here: ", "engine: { concurrency"));
  }

  /** And known is never what is told to be unknown. */
  @Test
  void keyThatStandsTwiceIsNotKnownForThat() {
    assertThat(problems(TRANSPORT + "cache: 1\ncache: 2\nname: a\nname: b"))
        .satisfiesExactlyInAnyOrder(
            is("yaml:3: cache stands here twice", ""),
            is("yaml:3: cache is not known here; known are cacheSize, engine, name, ", ""),
            is("yaml:5: name stands here twice", ""));
    String yaml =
        """
        workflows:
          - name: io.infinitic.workers.Flows$Flow
            executor:
              class: io.infinitic.workers.Flows$FlowImpl
              classes: [ io.infinitic.workers.Flows$FlowImpl ]
        """;
    assertThat(problems(TRANSPORT + yaml))
        .singleElement()
        .satisfies(
            is("yaml:6: workflows[0].executor.classes stands beside 'class'", "under 'classes'"));
  }

  private static List<String> problems(String yaml) {
    return catchThrowableOfType(ConfigException.class, () -> InfiniticWorker.fromYamlString(yaml))
        .problems();
  }

  private static Consumer<String> is(String start, String part) {
    return problem -> assertThat(problem).startsWith(start).contains(part);
  }

  @Test
  void classThatImplementsSomethingElse() {
    String yaml =
        TRANSPORT
            + "services: [ { name: com.acme.Other, executor: { class: 'io.infinitic.workers.Flows$ServiceImpl' } } ]";
    assertThatThrownBy(() -> InfiniticWorker.fromYamlString(yaml))
        .hasMessageContaining("implements no interface named com.acme.Other");
  }

  @Test
  void engineNeedsAStore() {
    assertThatThrownBy(
            () -> InfiniticWorker.fromYamlString(TRANSPORT + "engine: { concurrency: all }"))
        .hasMessageContaining("storage is missing");
  }

  @Test
  void textThatIsNoYaml() {
    assertThatThrownBy(() -> InfiniticClient.fromYamlString("a: [1, 2\nb: 3"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("yaml:2");
  }

  @Test
  void resourceIsFoundWithAndWithoutASlash() {
    for (String name : List.of("with-a-mistake.yml", "/with-a-mistake.yml")) {
      for (ThrowingCallable read :
          List.<ThrowingCallable>of(
              () -> InfiniticClient.fromYamlResource(name),
              () -> InfiniticWorker.fromYamlResource(name))) {
        assertThatThrownBy(read).hasMessageContaining(name + ":1: nmae is not known here");
      }
    }
    assertThatThrownBy(() -> InfiniticClient.fromYamlResource("/no-such.yml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("/no-such.yml: is not on the class path");
  }

  @Test
  void valuesOutOfRange() {
    String yaml =
        TRANSPORT
            + """
            cacheSize: -1
            services:
              - name: io.infinitic.workers.Flows$Service
                executor:
                  class: io.infinitic.workers.Flows$ServiceImpl
                  concurrency: 0
                  retry: { minimumSeconds: 5, maximumSeconds: 2 }
            """;
    assertThatThrownBy(() -> InfiniticWorker.fromYamlString(yaml))
        .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems()).hasSize(3));
  }

  @Test
  void everythingThatASettingOfAServiceCanBe() {
    String yaml =
        """
        services:
          - name: io.infinitic.workers.Jobs$Batched
            executor:
              class: io.infinitic.workers.Jobs$BatchedImpl
              concurrency: 3
              timeoutSeconds: 0.5
              retry: { minimumSeconds: 0, maximumSeconds: 4, backoffCoefficient: 3, jitter: 0.5, maximumRetries: 2 }
              threads: platform
              rateLimit: { perSecond: 2.5, global: true }
        """;
    WorkerConfig.Service service = WorkerConfig.read("yaml", TRANSPORT + yaml).services().get(0);
    assertThat(service.settings())
        .isEqualTo(
            ServiceSettings.defaults()
                .withConcurrency(3)
                .withTimeout(Duration.ofMillis(500))
                .withGlobalRateLimit(2.5)
                .withRetry(
                    RetryPolicy.defaults()
                        .withInitialDelay(Duration.ZERO)
                        .withMaximumDelay(Duration.ofSeconds(4))
                        .withBackoffCoefficient(3)
                        .withJitter(0.5)
                        .withMaximumAttempts(3)));
  }

  @Test
  void rateIsThatOfOneWorkerUnlessItIsGlobal() {
    String yaml =
        "services: [ { name: 'io.infinitic.workers.Jobs$Job', executor: { class: 'io.infinitic.workers.Jobs$JobImpl', rateLimit: { perSecond: 10 } } } ]";
    assertThat(WorkerConfig.read("yaml", TRANSPORT + yaml).services().get(0).settings())
        .isEqualTo(ServiceSettings.defaults().withRateLimit(10));
  }

  @Test
  void settingsOfAServiceThatAreWrong() {
    String yaml =
        TRANSPORT
            + """
            services:
              - name: io.infinitic.workers.Jobs$Job
                executor:
                  class: io.infinitic.workers.Jobs$JobImpl
                  threads: green
                  timeoutSeconds: -1
                  rateLimit: { perSeconds: 10, global: perhaps }
              - name: io.infinitic.workers.TaskWorkerTest$Charging
                executor:
                  class: io.infinitic.workers.TaskWorkerTest$WrongInput
                  rateLimit: { perSecond: 0 }
            """;
    assertThatThrownBy(() -> InfiniticWorker.fromYamlString(yaml))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.getMessage())
                    .contains("yaml:6: services[0].executor.threads 'green' is neither")
                    .contains("yaml:7: services[0].executor.timeoutSeconds -1 is not between")
                    .contains("yaml:8: services[0].executor.rateLimit.perSecond is missing")
                    .contains("services[0].executor.rateLimit.perSeconds is not known here")
                    .contains("services[0].executor.rateLimit.global 'perhaps' is neither")
                    .contains("yaml:11: services[1].executor.class @Batch method")
                    .contains(
                        "yaml:12: services[1].executor.rateLimit.perSecond 0 is not between"));
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void virtualThreadsWhereThereAreNone() {
    String yaml =
        "services: [ { name: 'io.infinitic.workers.Jobs$Job', executor: { class: 'io.infinitic.workers.Jobs$JobImpl', threads: virtual } } ]";
    assertThatThrownBy(() -> InfiniticWorker.fromYamlString(TRANSPORT + yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("services[0].executor.threads virtual threads need a JDK from 21 on");
  }
}

package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.config.ConfigException;
import org.junit.jupiter.api.Test;

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
}

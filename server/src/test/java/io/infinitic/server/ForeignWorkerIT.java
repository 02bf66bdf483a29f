package io.infinitic.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.foreign.Contract;
import io.infinitic.foreign.ForeignWorker;
import io.infinitic.foreign.ForeignWorker.Death;
import io.infinitic.host.EngineHost;
import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.pulsar.embedded.EmbeddedPulsar;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.stores.SqliteStore;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workflows.Workflow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/other-languages.md says is enough for a task worker: one that is written from that page
 * alone serves a real workflow.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ForeignWorkerIT {

  private static final Contract CONTRACT = new Contract(Path.of("../avro-schemas/src/main/avro"));
  private static final Path RELEASED =
      Path.of("../avro-schemas/src/main/resources/io/infinitic/schemas/released");

  private static final String FIRST = "first";

  /** Its tasks run only in the foreign worker. */
  public interface Prices {
    int total(String article, int count);

    String unstable(String article);

    String unknown(String article);

    String slow(String article);
  }

  /** Calls the task of that name. */
  public interface Asks {
    String ask(String task, String article);
  }

  public static class AsksImpl extends Workflow implements Asks {
    private final Prices prices = newService(Prices.class);
    private final Prices guarded =
        newService(Prices.class, TaskOptions.defaults().withHeartbeat(Duration.ofMillis(700)));

    private final Prices urgent = newService(Prices.class, TaskOptions.defaults().withPriority(1));
    private final Prices background =
        newService(Prices.class, TaskOptions.defaults().withPriority(-1));

    @Override
    public String ask(String task, String article) {
      return switch (task) {
        case "priorities" ->
            "%d %d".formatted(urgent.total(article, 1), background.total(article, 2));
        case "total" -> article + " " + prices.total(article, 3);
        case "unstable" -> prices.unstable(article);
        case "unknown" -> prices.unknown(article);
        default -> guarded.slow(article);
      };
    }
  }

  @TempDir static Path folder;
  private static EmbeddedPulsar pulsar;
  private static PulsarSettings settings;
  private static PulsarTransport transport;
  private static SqliteStore store;
  private static EngineHost host;
  private static InfiniticWorker worker;
  private static InfiniticClient client;

  private final ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<ForeignWorker> workers = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() {
    pulsar = EmbeddedPulsar.start(folder.resolve("pulsar"), Ports.free());
    settings = pulsar.settings("infinitic", "foreign");
    PulsarNamespace.initialize(settings, 3, 60);
    transport = PulsarTransport.connect(settings);
    store = SqliteStore.open(folder.resolve("engine.db"));
    host =
        EngineHost.start(
            "host", transport, store, TimeSource.SYSTEM, EngineHost.Settings.defaults());
    worker =
        InfiniticWorker.builder()
            .setName("workflows")
            .setTransport(transport)
            .addWorkflow(Asks.class, AsksImpl.class)
            .build();
    worker.startAsync();
    client = worker.getClient();
    ask("total", FIRST); // so that the topics have the schemas of the engine
  }

  @AfterAll
  static void stop() {
    worker.close();
    host.close();
    transport.close();
    store.close();
    pulsar.close();
  }

  @AfterEach
  void closeWorkers() throws Exception {
    for (ForeignWorker each : workers) {
      each.close();
    }
  }

  private Object run(String task, List<JsonNode> arguments, ForeignWorker.Attempt attempt)
      throws Exception {
    String article = arguments.get(0).asText();
    if (!article.equals(FIRST)) {
      ran.add(task + " " + attempt.number());
    }
    return switch (task) {
      case "total" -> 7 * arguments.get(1).asInt();
      case "unstable" -> {
        if (attempt.number() < 3) {
          throw new IllegalStateException("attempt " + attempt.number());
        }
        yield article + " in attempt " + attempt.number();
      }
      case "unknown" -> throw new ForeignWorker.NotRetryable("no article " + article);
      default -> slow(article, attempt);
    };
  }

  private static Object slow(String article, ForeignWorker.Attempt attempt) throws Exception {
    if (attempt.number() == 1) {
      for (int i = 1; i <= 8; i++) { // longer than the limit between heartbeats
        attempt.heartbeat("step " + i);
        sleep(200);
      }
      // And then silence: the engine gives the attempt up, and tells so.
      return attempt.unwanted().get(30, TimeUnit.SECONDS);
    }
    return article + " after " + String.valueOf(attempt.lastHeartbeat());
  }

  private static void sleep(long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis); // the time that a task takes
  }

  private ForeignWorker serve(Schema engineMessage, Death death) throws Exception {
    ForeignWorker served =
        new ForeignWorker(
            settings.brokerServiceUrl(),
            settings.webServiceUrl(),
            "infinitic/foreign",
            Prices.class.getName().replace("$", "~0024"),
            CONTRACT,
            engineMessage,
            this::run,
            death);
    workers.add(served);
    return served;
  }

  private ForeignWorker serve(Death death) throws Exception {
    return serve(CONTRACT.schema("EngineMessage"), death);
  }

  private static Deferred<String> ask(String task, String article) {
    Asks asks = client.newWorkflow(Asks.class);
    return client.dispatch(asks::ask, task, article);
  }

  @Test
  void usesNoClassOfTheProject() {
    noClasses()
        .that()
        .resideInAPackage("io.infinitic.foreign..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are of the project",
                (JavaClass type) ->
                    type.getPackageName().startsWith("io.infinitic")
                        && !type.getPackageName().equals("io.infinitic.foreign")))
        .check(new ClassFileImporter().importPackages("io.infinitic.foreign"));
  }

  @Test
  void completes() throws Exception {
    serve(Death.NEVER);
    for (int i = 0; i < 9; i++) { // on every partition
      assertThat(ask("total", "tea").await(Duration.ofSeconds(30))).isEqualTo("tea 21");
    }
    assertThat(ran).hasSize(9);
  }

  @Test
  void takesAllPriorities() throws Exception {
    serve(Death.NEVER);
    assertThat(ask("priorities", "tea").await(Duration.ofSeconds(30))).isEqualTo("7 14");
  }

  @Test
  void failsAndIsTriedAgain() throws Exception {
    serve(Death.NEVER);
    assertThat(ask("unstable", "tea").await(Duration.ofSeconds(30))).isEqualTo("tea in attempt 3");
    assertThat(ran).containsExactly("unstable 1", "unstable 2", "unstable 3");
  }

  @Test
  void failsForGood() throws Exception {
    serve(Death.NEVER);
    assertThatThrownBy(() -> ask("unknown", "tea").await(Duration.ofSeconds(30)))
        .isInstanceOf(WorkflowFailedException.class)
        .satisfies(
            failed -> {
              var told = ((WorkflowFailedException) failed).getFailure();
              assertThat(told.getName()).isEqualTo(TaskFailedException.class.getName());
              assertThat(told.getCause().getName()).isEqualTo("NotRetryable");
              assertThat(told.getCause().getMessage()).isEqualTo("no article tea");
            });
    assertThat(ran).containsExactly("unknown 1");
  }

  @Test
  void whatCompletedBeforeItsAcknowledgementRunsOnce() throws Exception {
    ForeignWorker first = serve(Death.BEFORE_ACKNOWLEDGEMENT);
    assertThat(ask("total", "tea").await(Duration.ofSeconds(30))).isEqualTo("tea 21");
    assertThat(first.awaitDeath()).isTrue();
    first.close();
    serve(Death.NEVER);
    assertThat(ask("total", "rum").await(Duration.ofSeconds(30))).isEqualTo("rum 21");
    assertThat(ran).as("its claim was refused").hasSize(2);
  }

  @Test
  void whatDiedHalfWayRunsAgain() throws Exception {
    ForeignWorker first = serve(Death.BEFORE_RESULT);
    Deferred<String> asked = ask("total", "tea");
    assertThat(first.awaitDeath()).isTrue();
    first.close();
    serve(Death.NEVER);
    assertThat(asked.await(Duration.ofSeconds(30))).isEqualTo("tea 21");
    assertThat(ran).as("the same attempt").containsExactly("total 1", "total 1");
  }

  @Test
  void heartbeatsKeepAnAttemptAliveAndSilenceEndsIt() throws Exception {
    serve(Death.NEVER);
    assertThat(ask("slow", "tea").await(Duration.ofSeconds(30))).isEqualTo("tea after \"step 8\"");
  }

  @Test
  void anOlderWorkerLacksFieldsThatWereAddedLater() throws Exception {
    serve(
        CONTRACT.withoutLaterFields(
            "EngineMessage", "TaskCompleted", "TaskFailed", "TaskStarted", "Failure", "Payload"),
        Death.NEVER);
    assertThat(ask("total", "tea").await(Duration.ofSeconds(30))).isEqualTo("tea 21");
    assertThat(ask("unstable", "tea").await(Duration.ofSeconds(30))).isEqualTo("tea in attempt 3");
  }

  /** A worker of the first version, on a topic that never had its schema. */
  @Test
  void aSchemaThatLacksMessagesIsRefusedAndTheRegistrysServes() throws Exception {
    Schema first =
        new Schema.Parser().parse(Files.readString(RELEASED.resolve("1/EngineMessage.avsc")));
    assertThat(ForeignWorker.register(settings.brokerServiceUrl(), "infinitic/foreign", first))
        .isFalse();
    Schema latest =
        ForeignWorker.latestOfEngine(settings.webServiceUrl(), "infinitic/foreign").orElseThrow();
    assertThat(ForeignWorker.register(settings.brokerServiceUrl(), "infinitic/foreign", latest))
        .isTrue();
    serve(latest, Death.NEVER);
    assertThat(ask("total", "tea").await(Duration.ofSeconds(30))).isEqualTo("tea 21");
  }
}

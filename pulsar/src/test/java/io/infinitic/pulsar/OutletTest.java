package io.infinitic.pulsar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.pulsar.Outlet.Patience;
import io.infinitic.transport.MessageRefusedException;
import io.infinitic.transport.MessageTooLargeException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sending never waits for a topic, and one that cannot be opened holds nobody up for long. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class OutletTest {

  private static final Patience PATIENCE = new Patience(60_000, 1_000);

  private final List<String> sent = new ArrayList<>();
  private final Deque<CompletableFuture<Producer<byte[]>>> opened = new ArrayDeque<>();

  private Outlet outlet(Patience patience) {
    return new Outlet(
        "topic",
        patience,
        () -> {
          opened.add(new CompletableFuture<>());
          return opened.getLast();
        },
        ForkJoinPool.commonPool());
  }

  @Test
  void whatIsSentBeforeTheTopicIsThereArrivesInOrder() {
    Outlet outlet = outlet(PATIENCE);
    CompletableFuture<Void> first = send(outlet, "1");
    CompletableFuture<Void> second = send(outlet, "2");
    assertThat(first).isNotDone();
    opened.getLast().complete(producer(null));
    second.join();
    send(outlet, "3").join();
    assertThat(sent).containsExactly("1", "2", "3");
    assertThat(opened).hasSize(1);
  }

  @Test
  void aNameThatMakesNoTopicIsRefused() {
    Outlet outlet =
        new Outlet(
            "topic",
            PATIENCE,
            () -> {
              throw new IllegalArgumentException("no topic can have that name");
            },
            ForkJoinPool.commonPool());
    assertThatThrownBy(send(outlet, "1")::join)
        .hasCauseInstanceOf(MessageRefusedException.class)
        .hasMessageContaining("no topic can have that name");
  }

  @Test
  void whileATopicCannotBeOpenedMessagesFailAtOnceAndLaterItIsTriedAgain() {
    Outlet outlet = outlet(PATIENCE);
    CompletableFuture<Void> first = send(outlet, "1");
    opened
        .getLast()
        .completeExceptionally(new PulsarClientException.BrokerMetadataException("not now"));
    assertThatThrownBy(first::join).hasMessageContaining("not now");
    CompletableFuture<Void> second = send(outlet, "2");
    assertThat(second).isCompletedExceptionally();
    assertThat(opened).hasSize(1);
    await(
        () -> {
          CompletableFuture<Void> next = send(outlet, "3");
          return !next.isCompletedExceptionally();
        });
    assertThat(opened).hasSize(2);
  }

  @Test
  void whatWaitsIsBoundedInTime() {
    Outlet outlet = outlet(new Patience(1, 1_000));
    assertThatThrownBy(send(outlet, "1")::join).hasMessageContaining("could not be opened");
    opened.getLast().complete(producer(null));
    await(() -> !send(outlet, "2").isCompletedExceptionally());
    assertThat(sent).containsExactly("2");
  }

  @Test
  void whatWaitsIsBoundedInBytes() {
    Outlet outlet = outlet(new Patience(60_000, 10));
    CompletableFuture<Void> first = send(outlet, "12345678");
    assertThat(send(outlet, "too much")).isCompletedExceptionally();
    assertThat(first).isNotDone();
  }

  /** Its sender must hear of it before something overtakes it. */
  @Test
  void nothingOvertakesAMessageThatHasFailed() {
    Outlet outlet = outlet(PATIENCE);
    CompletableFuture<Void> first = send(outlet, "1");
    opened.getLast().complete(producer(new PulsarClientException.TimeoutException("no answer")));
    assertThatThrownBy(first::join).hasMessageContaining("no answer");
    assertThat(send(outlet, "2")).isCompletedExceptionally();
    assertThat(sent).containsExactly("1");
  }

  @Test
  void whoHearsOfAFailureMaySendAtOnce() {
    Outlet outlet = outlet(PATIENCE);
    CompletableFuture<Void> second =
        send(outlet, "1").exceptionallyCompose(error -> send(outlet, "2"));
    opened.getLast().complete(producer(new PulsarClientException.TimeoutException("no answer")));
    assertThatThrownBy(second::join).hasMessageContaining("no answer");
    assertThat(sent).containsExactly("1");
    assertThat(opened).hasSize(1);
  }

  @Test
  void aMessageThatIsTooLargeStopsNoOther() {
    Outlet outlet = outlet(PATIENCE);
    CompletableFuture<Void> first = send(outlet, "1");
    opened
        .getLast()
        .complete(producer(new PulsarClientException.InvalidMessageException("6 MB, not 5")));
    assertThatThrownBy(first::join).hasCauseInstanceOf(MessageTooLargeException.class);
    CompletableFuture<Void> second = send(outlet, "2");
    assertThatThrownBy(second::join).hasCauseInstanceOf(MessageTooLargeException.class);
    assertThat(sent).containsExactly("1", "2");
  }

  @Test
  void aProducerThatWasEndedIsReplaced() {
    Outlet outlet = outlet(PATIENCE);
    CompletableFuture<Void> first = send(outlet, "1");
    opened.getLast().complete(producer(new PulsarClientException.AlreadyClosedException("gone")));
    assertThatThrownBy(first::join).hasMessageContaining("gone");
    await(() -> !send(outlet, "2").isCompletedExceptionally());
    assertThat(opened).hasSize(2);
  }

  @Test
  void theBrokersFinalAnswersAreToldFromThoseThatPass() {
    assertThat(Refusals.translate(admin(412, "Topic name is not valid")))
        .isInstanceOf(MessageRefusedException.class);
    assertThat(Refusals.translate(admin(412, "Failed to find ownership for ServiceUnit")))
        .isNotInstanceOf(MessageRefusedException.class);
    assertThat(Refusals.translate(admin(500, "no"))).isNotInstanceOf(MessageRefusedException.class);
    assertThat(Refusals.translate(admin(401, "no"))).isNotInstanceOf(MessageRefusedException.class);
    assertThat(Refusals.translate(new PulsarClientException.IncompatibleSchemaException("no")))
        .isInstanceOf(MessageRefusedException.class);
  }

  @Test
  void noNameIsTakenForAPartition() {
    Topics topics = new Topics("t", "n");
    assertThat(topics.workflowTasks("flow-partition-3"))
        .isEqualTo("persistent://t/n/workflow-task-flow-partition~002d3");
    assertThat(topics.workflowTasks("flow-partition-3a"))
        .isEqualTo("persistent://t/n/workflow-task-flow~002dpartition-3a");
  }

  @Test
  void fewThingsAreDoneAtATime() {
    Openings openings = new Openings(2);
    List<CompletableFuture<String>> work = new ArrayList<>();
    List<CompletableFuture<String>> results = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      results.add(
          openings.run(
              () -> {
                work.add(new CompletableFuture<>());
                return work.get(work.size() - 1);
              }));
    }
    assertThat(work).hasSize(2);
    work.get(0).complete("a");
    work.get(1).completeExceptionally(new IllegalStateException("no"));
    assertThat(work).hasSize(4);
    assertThat(results.get(0).join()).isEqualTo("a");
    assertThat(results.get(1)).isCompletedExceptionally();
    assertThat(openings.waiting()).isEqualTo(1);
  }

  private static PulsarAdminException admin(int status, String message) {
    return new PulsarAdminException(new IllegalStateException(message), message, status);
  }

  private static CompletableFuture<Void> send(Outlet outlet, String text) {
    return outlet.send(null, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** A producer whose messages all fail with that, if there is something. */
  @SuppressWarnings("unchecked") // a proxy
  private Producer<byte[]> producer(PulsarClientException failure) {
    return (Producer<byte[]>)
        Proxy.newProxyInstance(
            Producer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "newMessage" -> message(failure);
                  case "toString" -> "producer";
                  default -> CompletableFuture.completedFuture(null);
                });
  }

  private Object message(PulsarClientException failure) {
    return Proxy.newProxyInstance(
        TypedMessageBuilder.class.getClassLoader(),
        new Class<?>[] {TypedMessageBuilder.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("value")) {
            sent.add(new String((byte[]) arguments[0], StandardCharsets.UTF_8));
          } else if (method.getName().equals("sendAsync")) {
            return failure == null
                ? CompletableFuture.completedFuture(MessageId.earliest)
                : CompletableFuture.<MessageId>failedFuture(failure);
          }
          return proxy;
        });
  }
}

package io.infinitic.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.pulsar.Outlet.Patience;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClientException.AlreadyClosedException;
import org.apache.pulsar.client.api.PulsarClientException.TimeoutException;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pulsar's threads and locks are free of what senders do when messages fail. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OutletFailuresTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Executor THREADS =
      task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
      };

  private final Deque<CompletableFuture<Producer<byte[]>>> opened = new ArrayDeque<>();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final FakeProducer producer = new FakeProducer();
  private volatile Executor executor = tasks::add;
  private final Outlet outlet =
      new Outlet(
          "topic",
          new Patience(60_000, 1_000),
          () -> {
            opened.add(new CompletableFuture<>());
            return opened.getLast();
          },
          task -> executor.execute(task));

  /** The broker ends a producer, which fails what is on its way; meanwhile something is sent. */
  @Test
  void aProducerThatEndsWaitsForNoSender() {
    CompletableFuture<Void> first = send("1");
    open(producer);
    executor = THREADS;
    CountDownLatch isEnding = new CountDownLatch(1);
    CompletableFuture<Void> ended =
        CompletableFuture.runAsync(
            () -> {
              synchronized (producer) {
                producer.isClosed = true;
                isEnding.countDown();
                await(producer.closeAsked);
                producer.fail(new AlreadyClosedException("gone"));
              }
            },
            THREADS);
    await(isEnding);
    CompletableFuture<Void> second =
        CompletableFuture.supplyAsync(() -> send("2"), THREADS).thenCompose(sent -> sent);
    assertThat(ended).succeedsWithin(SOON);
    assertThat(first).failsWithin(SOON).withThrowableThat().withMessageContaining("gone");
    assertThat(second).failsWithin(SOON).withThrowableThat().withMessageContaining("closed");
  }

  @Test
  void whatHasWaitedHoldsNobodyUpWhileItIsSentAndIsNotOvertaken() {
    executor = THREADS;
    producer.room = new CountDownLatch(1);
    send("1");
    opened.getLast().complete(producer.proxy());
    await(producer.asked);
    CompletableFuture<Boolean> second =
        CompletableFuture.supplyAsync(() -> send("2").isDone(), THREADS);
    assertThat(second).succeedsWithin(SOON).isEqualTo(false);
    producer.room.countDown();
    while (producer.texts().size() < 2) {
      Thread.onSpinWait();
    }
    assertThat(producer.texts()).containsExactly("1", "2");
  }

  @Test
  void whoSendsTooMuchBehindWhatHasWaitedWaits() {
    executor = THREADS;
    producer.room = new CountDownLatch(1);
    send("1");
    opened.getLast().complete(producer.proxy());
    await(producer.asked);
    String large = "x".repeat(9 << 20);
    send(large);
    send(large);
    Thread sender = new Thread(() -> send("last"));
    sender.start();
    while (sender.getState() != Thread.State.WAITING) {
      assertThat(sender.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    producer.room.countDown();
    while (producer.texts().size() < 4) {
      Thread.onSpinWait();
    }
    assertThat(producer.texts()).containsExactly("1", large, large, "last");
  }

  /** There is room for what it sends when Pulsar has told all of their failures. */
  @Test
  void whoHearsOfAFailureMayWaitForRoom() {
    CountDownLatch room = new CountDownLatch(1);
    CompletableFuture<Boolean> answered =
        send("1").handle((done, error) -> isReached(room) && !Thread.holdsLock(producer));
    open(producer);
    executor = THREADS;
    producer.fail(new TimeoutException("no answer"));
    room.countDown();
    assertThat(answered).succeedsWithin(SOON).isEqualTo(true);
  }

  @Test
  void sendersHearInTheOrderOfTheirMessages() {
    List<String> heard = new ArrayList<>();
    for (String text : List.of("1", "2", "3")) {
      send(text).whenComplete((done, error) -> heard.add(text));
    }
    open(producer);
    producer.fail(new TimeoutException("no answer"));
    assertThat(heard).isEmpty();
    runTasks();
    assertThat(heard).containsExactly("1", "2", "3");
  }

  @Test
  void nothingOvertakesWhatAnEndedProducerHasLost() {
    CompletableFuture<Void> first = send("1");
    open(producer);
    producer.fail(new AlreadyClosedException("gone"));
    assertThat(first).isNotDone();
    assertThat(send("2")).isCompletedExceptionally();
    runTasks();
    assertThat(first).isCompletedExceptionally();
    assertThat(send("3")).isNotDone();
    FakeProducer other = new FakeProducer();
    open(other);
    assertThat(producer.texts()).containsExactly("1");
    assertThat(other.texts()).containsExactly("3");
  }

  @Test
  void whatWaitsFailsWhenNothingIsSentAnyMore() {
    CompletableFuture<Void> first = send("1");
    outlet.close();
    open(producer);
    assertThat(first).isCompletedExceptionally();
    assertThat(send("2")).isCompletedExceptionally();
    assertThat(producer.texts()).isEmpty();
    assertThat(producer.isClosed).isTrue();
    assertThat(opened).hasSize(1);
  }

  private void open(FakeProducer next) {
    opened.getLast().complete(next.proxy());
    runTasks();
  }

  /** The latest first: whoever needs an order must see to it. */
  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.removeLast().run();
    }
  }

  private CompletableFuture<Void> send(String text) {
    return outlet.send(null, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void await(CountDownLatch latch) {
    assertThat(isReached(latch)).isTrue();
  }

  private static boolean isReached(CountDownLatch latch) {
    try {
      return latch.await(SOON.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Like Pulsar's, it is closed, and fails what is on its way, while it holds its own lock. */
  private static final class FakeProducer {
    private final List<String> texts = new ArrayList<>();
    private final List<CompletableFuture<MessageId>> onTheirWay = new ArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closeAsked = new CountDownLatch(1);
    private volatile CountDownLatch room = new CountDownLatch(0);
    private volatile boolean isClosed;

    @SuppressWarnings("unchecked") // a proxy
    Producer<byte[]> proxy() {
      return (Producer<byte[]>)
          Proxy.newProxyInstance(
              Producer.class.getClassLoader(),
              new Class<?>[] {Producer.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "newMessage" -> message();
                    case "closeAsync" -> close();
                    case "toString" -> "producer";
                    default -> CompletableFuture.completedFuture(null);
                  });
    }

    private Object message() {
      List<String> values = new ArrayList<>();
      return Proxy.newProxyInstance(
          TypedMessageBuilder.class.getClassLoader(),
          new Class<?>[] {TypedMessageBuilder.class},
          (proxy, method, arguments) -> {
            if (method.getName().equals("value")) {
              values.add(new String((byte[]) arguments[0], StandardCharsets.UTF_8));
            }
            return method.getName().equals("sendAsync") ? take(values.get(0)) : proxy;
          });
    }

    private CompletableFuture<MessageId> take(String text) {
      asked.countDown();
      if (isClosed) {
        return CompletableFuture.failedFuture(new AlreadyClosedException("it is closed"));
      }
      await(room);
      synchronized (this) {
        texts.add(text);
        onTheirWay.add(new CompletableFuture<>());
        return onTheirWay.get(onTheirWay.size() - 1);
      }
    }

    private CompletableFuture<Void> close() {
      closeAsked.countDown();
      synchronized (this) {
        isClosed = true;
        return CompletableFuture.completedFuture(null);
      }
    }

    synchronized void fail(Exception reason) {
      onTheirWay.forEach(message -> message.completeExceptionally(reason));
      onTheirWay.clear();
    }

    synchronized List<String> texts() {
      return List.copyOf(texts);
    }
  }
}

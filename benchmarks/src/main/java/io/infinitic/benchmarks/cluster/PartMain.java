package io.infinitic.benchmarks.cluster;

import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.transport.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process with one part of a cluster: {@code broker <data> <settings>}, {@code engine <urls>
 * <store>} or {@code worker <urls> <cached runs>}. It says so when it is ready, answers questions
 * line by line, and ends when its standard input does: so it does not outlive who has started it.
 */
public final class PartMain {

  static final String READY = "@ready";
  static final String USAGE = "@usage";
  static final String COLLECT = "@collect";
  static final String ANSWER = "@uses";
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(15);

  private PartMain() {}

  /** Runs until the end of the input. */
  public static void main(String[] arguments) throws Exception {
    AutoCloseable part = start(arguments);
    System.out.println(READY + " " + (part instanceof Broker broker ? urls(broker) : ""));
    answerQuestions();
    endLater();
    part.close();
    Runtime.getRuntime().halt(0); // what is left, such as connections, needs no order
  }

  private static AutoCloseable start(String[] arguments) {
    if (arguments[0].equals("broker")) {
      List<String> settings = List.of(arguments).subList(2, arguments.length);
      return Broker.start(Path.of(arguments[1]), BrokerSettings.ofArguments(settings));
    }
    Transport transport = PulsarTransport.connect(settings(arguments[1], arguments[2]));
    return arguments[0].equals("engine")
        ? Engine.start(transport, new Store(arguments[3], arguments[4]))
        : Workers.start(transport, Integer.parseInt(arguments[3]));
  }

  static PulsarSettings settings(String brokerUrl, String webUrl) {
    return new PulsarSettings(
        brokerUrl, webUrl, PulsarSettings.DEFAULT_TENANT, PulsarSettings.DEFAULT_NAMESPACE);
  }

  private static String urls(Broker broker) {
    return broker.settings().brokerServiceUrl() + " " + broker.settings().webServiceUrl();
  }

  private static void answerQuestions() throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      Usage usage = line.equals(COLLECT) ? Usage.afterCollection() : Usage.now();
      System.out.println(ANSWER + " " + usage.toLine());
    }
  }

  /** Whoever waits for the end does not wait for ever. */
  private static void endLater() {
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(PATIENCE_MILLIS);
              } catch (InterruptedException e) {
                // nobody does that
              }
              Runtime.getRuntime().halt(1);
            });
    watch.setDaemon(true);
    watch.start();
  }
}

package io.infinitic.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures one peer: the same for all of them. */
final class Measurement {

  private static final int TASKS = 3;
  private static final String TEXT = "x".repeat(200);

  /** Threads that start workflows: a peer whose start is durable would else wait for its disk. */
  private static final int CLIENTS = 16;

  private static final double LONGEST_SECONDS = 5;
  private static final double WANTED_SECONDS = 4;

  private final Peer peer;
  private final Sizes sizes;
  private int atOnce;

  private Measurement(Peer peer, Sizes sizes) {
    this.peer = peer;
    this.sizes = sizes;
    atOnce = sizes.atOnce();
  }

  /** Measures, after a warm-up. */
  static Outcome of(Peer peer, Sizes sizes) throws Exception {
    Measurement measurement = new Measurement(peer, sizes);
    measurement.warmUp();
    List<Figures> rounds = new ArrayList<>();
    for (int round = 0; round < sizes.rounds(); round++) {
      rounds.add(measurement.round());
    }
    return new Outcome(peer.version(), measurement.atOnce, rounds);
  }

  /** Lasts about as long as a round, and finds out how many workflows at once take seconds. */
  private void warmUp() throws Exception {
    latencies();
    fit(perSecond(Math.max(1, atOnce / 8)));
    fit(perSecond(atOnce));
    millisPerStep();
  }

  private void fit(double perSecond) {
    if (sizes.atOnce() > perSecond * LONGEST_SECONDS) {
      atOnce = Math.max(1, (int) (perSecond * WANTED_SECONDS));
    }
  }

  private Figures round() throws Exception {
    double[] latencies = latencies();
    return new Figures(
        Figures.percentile(latencies, 50),
        Figures.percentile(latencies, 99),
        TASKS * perSecond(atOnce),
        millisPerStep());
  }

  private double[] latencies() throws Exception {
    double[] latencies = new double[sizes.oneAtATime()];
    for (int i = 0; i < latencies.length; i++) {
      long before = System.nanoTime();
      peer.start(TASKS, TEXT).await();
      latencies[i] = (System.nanoTime() - before) / 1e6;
    }
    return latencies;
  }

  /** Starts so many as fast as it can, and waits for all; how many ended a second. */
  private double perSecond(int count) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Peer.Run>> runs = new ArrayList<>(count);
      long before = System.nanoTime();
      for (int i = 0; i < count; i++) {
        runs.add(clients.submit(() -> peer.start(TASKS, TEXT)));
      }
      for (Future<Peer.Run> run : runs) {
        run.get().await();
      }
      return count / ((System.nanoTime() - before) / 1e9);
    } finally {
      clients.shutdownNow();
    }
  }

  private double millisPerStep() throws Exception {
    long before = System.nanoTime();
    peer.start(sizes.steps(), TEXT).await();
    return (System.nanoTime() - before) / 1e6 / sizes.steps();
  }
}

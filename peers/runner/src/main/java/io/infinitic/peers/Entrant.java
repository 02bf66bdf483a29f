package io.infinitic.peers;

import java.util.List;

/**
 * A peer that can be measured.
 *
 * @param name what the user calls it
 * @param module its folder beside the runner's
 * @param factory the class of its {@link PeerFactory}
 * @param title what its steps are
 * @param layout which processes it has, beside the one that measures
 * @param durable whether, and how, each step is on disk before the next begins
 */
record Entrant(
    String name, String module, String factory, String title, String layout, String durable) {

  private static final String OWN = "all in one process, broker and store included";
  private static final String SYNCED = "yes: journal and store synced";
  private static final String POSTGRES = "engine and worker in one process, PostgreSQL beside it";
  private static final String COMMITTED = "yes: fsync and synchronous_commit on";
  private static final String TEST_SERVER = "SDK and its test server in one process";
  private static final String IN_MEMORY = "NO: kept in memory";

  /** All, in the order in which they are measured and reported. */
  static final List<Entrant> ALL =
      List.of(
          new Entrant(
              "infinitic",
              "infinitic",
              "io.infinitic.peers.infinitic.Tasks",
              "Infinitic, tasks",
              OWN,
              SYNCED),
          new Entrant(
              "infinitic-local",
              "infinitic",
              "io.infinitic.peers.infinitic.LocalTasks",
              "Infinitic, local tasks",
              OWN,
              SYNCED + ", when the workflow waits or ends"),
          new Entrant(
              "dbos", "dbos", "io.infinitic.peers.dbos.Steps", "DBOS, steps", POSTGRES, COMMITTED),
          new Entrant(
              "camunda",
              "camunda",
              "io.infinitic.peers.camunda.ExternalTasks",
              "Camunda 7, external tasks",
              POSTGRES,
              COMMITTED),
          new Entrant(
              "temporal",
              "temporal",
              "io.infinitic.peers.temporal.Activities",
              "Temporal, activities",
              TEST_SERVER,
              IN_MEMORY),
          new Entrant(
              "temporal-local",
              "temporal",
              "io.infinitic.peers.temporal.LocalActivities",
              "Temporal, local activities",
              TEST_SERVER,
              IN_MEMORY),
          new Entrant(
              "restate",
              "restate",
              "io.infinitic.peers.restate.Runs",
              "Restate, run steps",
              "handlers in one process, Restate's server beside it",
              "yes: the log's WAL is synced"));
}

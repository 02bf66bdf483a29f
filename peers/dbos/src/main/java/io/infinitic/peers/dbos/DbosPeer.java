package io.infinitic.peers.dbos;

import com.zaxxer.hikari.HikariDataSource;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.WorkflowHandle;
import io.infinitic.peers.Peer;
import io.infinitic.peers.Results;
import io.infinitic.peers.postgres.Postgres;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * DBOS is a library: the workflow and its steps run in this process, and PostgreSQL, on the same
 * machine, has a row for each.
 *
 * <ul>
 *   <li>workflows are started directly, not by way of a queue: DBOS polls its queues about once a
 *       second
 *   <li>50 connections in place of 10: more commits share a sync
 *   <li>everything else by default: on a JDK before 21, DBOS runs 50 workflows a core at a time;
 *       LISTEN/NOTIFY is on, the admin server is off
 * </ul>
 */
final class DbosPeer implements Peer {

  private static final int CONNECTIONS = 50;

  private final Postgres postgres;
  private final HikariDataSource pool;
  private final DBOS dbos;
  private final Passes passes;
  private final String version;

  private DbosPeer(
      Postgres postgres, HikariDataSource pool, DBOS dbos, Passes passes, String version) {
    this.postgres = postgres;
    this.pool = pool;
    this.dbos = dbos;
    this.passes = passes;
    this.version = version;
  }

  static DbosPeer start(Path folder) throws Exception {
    Postgres postgres = Postgres.start(folder);
    try {
      HikariDataSource pool = postgres.pool(CONNECTIONS);
      DBOS dbos = new DBOS(DBOSConfig.defaults("peers").withDataSource(pool));
      Passes passes = dbos.registerProxy(Passes.class, new PassesWorkflow(dbos));
      dbos.launch();
      return new DbosPeer(postgres, pool, dbos, passes, version(postgres));
    } catch (RuntimeException | SQLException e) {
      postgres.close();
      throw e;
    }
  }

  private static String version(Postgres postgres) throws SQLException {
    return "DBOS Transact " + DBOS.version() + ", " + postgres.version();
  }

  @Override
  public Run start(int tasks, String text) {
    WorkflowHandle<String, RuntimeException> handle =
        dbos.startWorkflow(() -> passes.run(tasks, text));
    return () -> Results.check(text, handle.getResult());
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void close() throws Exception {
    dbos.close();
    pool.close();
    postgres.close();
  }
}

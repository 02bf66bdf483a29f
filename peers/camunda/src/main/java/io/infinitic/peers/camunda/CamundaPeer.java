package io.infinitic.peers.camunda;

import com.zaxxer.hikari.HikariDataSource;
import io.infinitic.peers.Peer;
import io.infinitic.peers.Results;
import io.infinitic.peers.Versions;
import io.infinitic.peers.postgres.Postgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;

/**
 * The engine and a worker for external tasks in this process, PostgreSQL on the same machine. A
 * task reads the variable and completes with it, so the result of each is stored. The long workflow
 * is a sequential multi-instance.
 *
 * <ul>
 *   <li>history level "audit", the default of an engine in a Java process ("full" writes more)
 *   <li>16 threads complete tasks; one fetches up to 100 at a time, and is woken, see {@link
 *       Worker}
 *   <li>40 connections: more than there are threads, so nobody waits for one
 *   <li>no job executor: the processes have no jobs
 *   <li>everything else by default: statements in JDBC batches, metrics on
 * </ul>
 */
final class CamundaPeer implements Peer {

  private static final int THREADS = 16;
  private static final int CONNECTIONS = 40;
  private static final int THREE = 3;

  private final Postgres postgres;
  private final HikariDataSource pool;
  private final ProcessEngine engine;
  private final Worker worker;
  private final Ended ended;
  private final String version;
  private final AtomicLong started = new AtomicLong();

  private CamundaPeer(
      Postgres postgres,
      HikariDataSource pool,
      ProcessEngine engine,
      Worker worker,
      Ended ended,
      String version) {
    this.postgres = postgres;
    this.pool = pool;
    this.engine = engine;
    this.worker = worker;
    this.ended = ended;
    this.version = version;
  }

  static CamundaPeer start(Path folder) throws Exception {
    Postgres postgres = Postgres.start(folder);
    try {
      HikariDataSource pool = postgres.pool(CONNECTIONS);
      Ended ended = new Ended();
      ProcessEngine engine = engine(pool, ended);
      engine
          .getRepositoryService()
          .createDeployment()
          .addModelInstance("three.bpmn", Processes.three())
          .addModelInstance("loop.bpmn", Processes.loop())
          .deploy();
      Worker worker = Worker.start(engine.getExternalTaskService(), THREADS);
      return new CamundaPeer(postgres, pool, engine, worker, ended, version(postgres));
    } catch (RuntimeException | SQLException e) {
      postgres.close();
      throw e;
    }
  }

  private static ProcessEngine engine(HikariDataSource pool, Ended ended) {
    ProcessEngineConfigurationImpl configuration = new StandaloneProcessEngineConfiguration();
    configuration.setBeans(Map.of(Ended.BEAN, ended));
    return configuration
        .setDataSource(pool)
        .setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE)
        .setHistory(ProcessEngineConfiguration.HISTORY_AUDIT)
        .setJobExecutorActivate(false)
        .buildProcessEngine();
  }

  private static String version(Postgres postgres) throws SQLException {
    return "Camunda " + Versions.of("camunda-engine") + ", " + postgres.version();
  }

  @Override
  public Run start(int tasks, String text) {
    String businessKey = Long.toString(started.incrementAndGet());
    CompletableFuture<Object> result = ended.future(businessKey);
    engine
        .getRuntimeService()
        .startProcessInstanceByKey(
            tasks == THREE ? Processes.THREE : Processes.LOOP,
            businessKey,
            Map.of(Processes.TEXT, text, Processes.TASKS, tasks));
    return () -> Results.check(text, result.get());
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void close() throws Exception {
    worker.close();
    engine.close();
    pool.close();
    postgres.close();
  }
}

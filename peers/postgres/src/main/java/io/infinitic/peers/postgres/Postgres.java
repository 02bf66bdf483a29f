package io.infinitic.peers.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.infinitic.peers.Leash;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * PostgreSQL on this machine, in a folder, on a free port, as durable as PostgreSQL is by default:
 * {@code fsync} and {@code synchronous_commit} are on, which the embedding library would switch off
 * for tests. 256 MB of shared buffers, so that what a benchmark writes is in memory when it is read
 * again; everything else is PostgreSQL's default. It ends with this process, however that ends.
 */
public final class Postgres implements AutoCloseable {

  private static final String USER = "postgres";

  private final EmbeddedPostgres server;
  private final Leash leash;

  private Postgres(EmbeddedPostgres server, Leash leash) {
    this.server = server;
    this.leash = leash;
  }

  /** Starts one without data; throws if it would not be durable. */
  public static Postgres start(Path folder) throws IOException, SQLException {
    Path data = folder.resolve("postgres");
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(folder.resolve("postgres-binaries").toFile())
            .setDataDirectory(data)
            .setPGStartupWait(Duration.ofSeconds(60))
            .setRegisterShutdownHook(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("shared_buffers", "256MB")
            .start();
    // Fast shutdown. The first line of the file is the process.
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    Postgres postgres = new Postgres(server, Leash.hold(pid, "INT"));
    try {
      postgres.check("fsync");
      postgres.check("synchronous_commit");
      postgres.check("full_page_writes");
      return postgres;
    } catch (SQLException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private void check(String setting) throws SQLException {
    String value = show(setting);
    if (!value.equals("on")) {
      throw new IllegalStateException("PostgreSQL's " + setting + " is " + value + ", not on");
    }
  }

  /** A pool of so many connections, which the caller closes. */
  public HikariDataSource pool(int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.getJdbcUrl(USER, "postgres"));
    config.setUsername(USER);
    config.setMaximumPoolSize(connections);
    return new HikariDataSource(config);
  }

  /** "PostgreSQL 17.1". */
  public String version() throws SQLException {
    return "PostgreSQL " + show("server_version");
  }

  private String show(String setting) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    leash.close();
  }
}

package io.infinitic.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The peers of these tests are on the class path of the tests. */
class ChildProcessTest {

  private static final Sizes SMALL = new Sizes(1, 2, 2, 2);

  @TempDir private Path peers;

  /** Works, and writes where it may. */
  public static final class Working implements PeerFactory {
    @Override
    public Peer start(Path folder) throws IOException {
      Files.writeString(folder.resolve("data"), "x");
      return new Peer() {
        @Override
        public Run start(int tasks, String text) {
          return () -> {};
        }

        @Override
        public String version() {
          return folder.toString();
        }

        @Override
        public void close() {}
      };
    }
  }

  /** Cannot start. */
  public static final class Failing implements PeerFactory {
    @Override
    public Peer start(Path folder) {
      throw new IllegalStateException("no server", new IOException("port 1 is taken"));
    }
  }

  /** Its process ends. */
  public static final class Ending implements PeerFactory {
    @Override
    public Peer start(Path folder) {
      System.out.println("out of luck");
      Runtime.getRuntime().halt(7);
      throw new IllegalStateException("unreachable");
    }
  }

  /** Its process is killed, and a process on a leash is left. */
  public static final class Leaving implements PeerFactory {
    @Override
    public Peer start(Path folder) throws IOException {
      Process left = new ProcessBuilder("sleep", "60").start();
      Leash.hold(left.pid(), "KILL");
      System.out.println(left.pid());
      Runtime.getRuntime().halt(7);
      throw new IllegalStateException("unreachable");
    }
  }

  @Test
  void theOutcomeComesBackAndTheFolderIsGone() throws Exception {
    Outcome outcome = child(Working.class).measure();

    assertThat(outcome.rounds()).hasSize(1);
    assertThat(Path.of(outcome.version())).doesNotExist();
  }

  @Test
  void whatFailsIsReportedWithItsCauses() throws Exception {
    assertReason(Failing.class, "no server; caused by java.io.IOException: port 1 is taken");
  }

  @Test
  void aProcessThatEndsIsReportedWithItsLastLines() throws Exception {
    assertReason(Ending.class, "its process ended with 7: out of luck");
  }

  @Test
  void whatItHasLeftEndsWithIt() throws Exception {
    Throwable reason = catchThrowable(child(Leaving.class)::measure);

    long left = Long.parseLong(reason.getMessage().replaceAll(".* ", ""));
    Optional<ProcessHandle> process = ProcessHandle.of(left);
    if (process.isPresent()) {
      process.get().onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aPeerThatWasNotBuiltIsReported() {
    assertThatThrownBy(() -> new ChildProcess(peers, entrant(Working.class), SMALL).measure())
        .hasMessageStartingWith("it was not built: there is no ");
  }

  private void assertReason(Class<? extends PeerFactory> factory, String reason)
      throws IOException {
    ChildProcess child = child(factory);

    assertThatThrownBy(child::measure).isInstanceOf(IOException.class).hasMessageEndingWith(reason);
  }

  private ChildProcess child(Class<? extends PeerFactory> factory) throws IOException {
    Path target = Files.createDirectories(peers.resolve("module").resolve("target"));
    Files.writeString(target.resolve("classpath.txt"), System.getProperty("java.class.path"));
    return new ChildProcess(peers, entrant(factory), SMALL);
  }

  private static Entrant entrant(Class<? extends PeerFactory> factory) {
    return new Entrant("test", "module", factory.getName(), "Test", "one process", "NO");
  }
}

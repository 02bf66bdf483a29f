package io.infinitic.peers;

import java.io.IOException;

/**
 * Ends a process that this one has started, however this one ends: a shell holds the other end of a
 * pipe, and sends the signal when the pipe closes. (Shutdown hooks do not run on SIGKILL.)
 */
public final class Leash implements AutoCloseable {

  private final Process shell;

  private Leash(Process shell) {
    this.shell = shell;
  }

  /** Holds the process of this id; the signal is a name that {@code kill} knows. */
  public static Leash hold(long pid, String signal) throws IOException {
    // Ctrl-C reaches the shell as well, and must not end its watch.
    return new Leash(
        new ProcessBuilder(
                "sh", "-c", "trap '' INT TERM HUP; cat >/dev/null; kill -" + signal + " " + pid)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Lets go, after the process has ended: its id may soon be another's. */
  @Override
  public void close() throws IOException {
    shell.destroyForcibly(); // before the pipe closes: it would send the signal
    shell.getOutputStream().close();
  }
}

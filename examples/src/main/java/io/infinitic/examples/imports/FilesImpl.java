package io.infinitic.examples.imports;

import io.infinitic.tasks.Task;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Fetches line by line, and tells how many lines are stored. */
public class FilesImpl implements Files {

  /** Where files come from. */
  public interface Source {
    /** A line, from 0 on; null after the last. */
    @Nullable String line(String name, int number) throws Exception;
  }

  /** Where files are kept, for all workers. */
  public interface Store {
    void put(String name, int number, String line);

    List<String> lines(String name);
  }

  /** How many lines are stored: a heartbeat is to be small, whatever the task works on. */
  record Progress(int lines) {}

  private final Source source;
  private final Store store;

  public FilesImpl(Source source, Store store) {
    this.source = source;
    this.store = store;
  }

  @Override
  public String normalize(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public int fetch(String name) {
    Progress before = Task.lastHeartbeat(Progress.class); // of the attempt that has failed
    int lines = before == null ? 0 : before.lines();
    try {
      for (String line = source.line(name, lines); line != null; line = source.line(name, lines)) {
        store.put(name, lines, line);
        lines++;
        Task.heartbeat(new Progress(lines)); // what it counts is stored
      }
      return lines;
    } catch (Exception e) {
      throw new IllegalStateException("after " + lines + " lines", e);
    }
  }

  @Override
  public List<String> lines(String name) {
    return store.lines(name);
  }
}

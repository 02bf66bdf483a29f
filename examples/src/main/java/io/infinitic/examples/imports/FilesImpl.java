package io.infinitic.examples.imports;

import io.infinitic.tasks.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads line by line, and tells which lines it has. */
public class FilesImpl implements Files {

  /** Where files are. */
  public interface Source {
    /** A line, from 0 on; null after the last. */
    String line(String name, int number) throws Exception;
  }

  /** What was read. */
  record Progress(List<String> lines) {}

  private final Source source;

  public FilesImpl(Source source) {
    this.source = source;
  }

  @Override
  public String normalize(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<String> read(String name) {
    Progress before = Task.lastHeartbeat(Progress.class); // of the attempt that has failed
    List<String> lines = new ArrayList<>(before == null ? List.of() : before.lines());
    try {
      for (String line = source.line(name, lines.size());
          line != null;
          line = source.line(name, lines.size())) {
        lines.add(line);
        Task.heartbeat(new Progress(lines));
      }
      return lines;
    } catch (Exception e) {
      throw new IllegalStateException("after " + lines.size() + " lines", e);
    }
  }
}

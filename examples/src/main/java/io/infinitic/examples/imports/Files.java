package io.infinitic.examples.imports;

import java.util.List;

/** Files with customers. */
public interface Files {

  /** The name of a file as it is stored. */
  String normalize(String name);

  /** Fetches a file from its source; takes long. Returns the number of its lines. */
  int fetch(String name);

  /** The lines of a file that was fetched. */
  List<String> lines(String name);
}

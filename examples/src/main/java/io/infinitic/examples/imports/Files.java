package io.infinitic.examples.imports;

import java.util.List;

/** Files with customers. */
public interface Files {

  /** The name of a file as it is stored. */
  String normalize(String name);

  /** Reads all lines; takes long. */
  List<String> read(String name);
}

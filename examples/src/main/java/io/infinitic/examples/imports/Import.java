package io.infinitic.examples.imports;

/** Brings the customers of a file in. */
public interface Import {

  /** Returns how many were added, and how many could not be. */
  String load(String file);
}

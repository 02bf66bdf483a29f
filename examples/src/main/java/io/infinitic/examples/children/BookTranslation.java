package io.infinitic.examples.children;

import java.util.List;

/** Translates a book. */
public interface BookTranslation {

  /** Returns the chapters, in order. */
  List<String> translate(List<String> chapters, String language);
}

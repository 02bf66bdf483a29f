package io.infinitic.values;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON of a value does not tell by itself: that a text was a number, how a map is sorted.
 * It is noted when the value is written, and again when what was read is written: a value that came
 * back as it was gives the same notes.
 */
final class Notes {

  /**
   * @param place where in the value, without the indices of elements, whose order may differ
   */
  private record About(String place, Kind kind) {}

  private record Said(About about, String text) {}

  /**
   * @param path the place as errors say it
   */
  private record Note(Said said, String path) {}

  /** What a note may tell of. */
  enum Kind {
    /** A value of a certain class: it has to be one again. */
    CLASS,
    /** Of a class that may be read as another, but if not: how a collection is sorted, say. */
    DETAIL
  }

  private final boolean again;
  private final List<Note> notes = new ArrayList<>();

  /**
   * @param again whether what was read is written
   */
  Notes(boolean again) {
    this.again = again;
  }

  boolean areAgain() {
    return again;
  }

  /** Notes what is about to be written. */
  void add(JsonGenerator generator, Kind kind, String text) {
    StringBuilder place = new StringBuilder();
    StringBuilder path = new StringBuilder("$");
    append(generator.getOutputContext(), true, place, path);
    notes.add(new Note(new Said(new About(place.toString(), kind), text), path.toString()));
  }

  /** Where something was noted and is not noted again; null if there is no such place. */
  @Nullable String missing(Notes again) {
    if (notes.isEmpty()) {
      return null;
    }
    Map<Said, Integer> left = new HashMap<>();
    Set<About> told = new HashSet<>();
    for (Note note : again.notes) {
      left.merge(note.said, 1, Integer::sum);
      told.add(note.said.about);
    }
    for (Note note : notes) {
      About about = note.said.about;
      boolean found = left.merge(note.said, -1, Integer::sum) >= 0;
      if (!found && (about.kind == Kind.CLASS || told.contains(about))) {
        return note.path;
      }
    }
    return null;
  }

  private static void append(
      JsonStreamContext at, boolean innermost, StringBuilder place, StringBuilder path) {
    if (at.getParent() != null) {
      append(at.getParent(), false, place, path);
    }
    if (at.inArray()) {
      place.append("/*");
      path.append('[').append(innermost ? at.getEntryCount() : at.getCurrentIndex()).append(']');
    } else if (at.inObject()) {
      String name = at.getCurrentName();
      place.append('/').append(name);
      path.append(at.getCurrentValue() instanceof Map<?, ?> ? "[*]" : "." + name);
    }
  }
}

package io.infinitic.values;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON of a value does not tell by itself: that a text was a number, how a map is sorted.
 * It is noted when the value is written, and again when what was read is written: a value that came
 * back as it was gives the same notes.
 */
final class Notes {

  /**
   * @param place where in the value, without the indices of elements, whose order may differ
   * @param kind what it tells of
   * @param path the place as errors say it
   */
  private record Note(String place, Kind kind, String text, String path) {

    boolean isLike(Note other) {
      return place.equals(other.place) && kind == other.kind;
    }
  }

  /** What a note may tell of. */
  enum Kind {
    /** A value of a certain class: it has to be one again. */
    CLASS,
    /** How a collection is sorted, if it is read as one that is. */
    ORDER
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
    notes.add(new Note(place.toString(), kind, text, path.toString()));
  }

  /** Where something was noted and is not noted again; null if there is no such place. */
  @Nullable String missing(Notes again) {
    List<Note> left = new ArrayList<>(again.notes);
    for (Note note : notes) {
      boolean expected =
          note.kind == Kind.CLASS || again.notes.stream().anyMatch(other -> other.isLike(note));
      boolean found = false;
      for (int i = 0; i < left.size() && !found; i++) {
        found = left.get(i).isLike(note) && left.get(i).text.equals(note.text);
        if (found) {
          left.remove(i);
        }
      }
      if (expected && !found) {
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

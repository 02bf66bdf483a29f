package io.infinitic.values;

import com.fasterxml.jackson.core.JsonGenerator;

/** Where serializers leave for {@link Json} what they find in the value that a thread writes. */
final class Board {

  private static final ThreadLocal<boolean[]> ASKED = ThreadLocal.withInitial(() -> new boolean[1]);

  private static final ThreadLocal<Notes> NOTES = ThreadLocal.withInitial(() -> new Notes(false));

  private Board() {}

  /**
   * Starts new notes of what this thread writes.
   *
   * @param again whether it is what was read back
   */
  static Notes newNotes(boolean again) {
    Notes notes = new Notes(again);
    NOTES.set(notes);
    return notes;
  }

  /**
   * What is being written by this thread is to be read back, and to give the same note again.
   *
   * @see Notes
   */
  static void note(JsonGenerator generator, Notes.Kind kind, String text) {
    ask();
    NOTES.get().add(generator, kind, text);
  }

  /** Whether this thread writes what was read back. */
  static boolean isAgain() {
    return NOTES.get().areAgain();
  }

  /** What is being written by this thread is to be read back, whatever its declared type. */
  static void ask() {
    ASKED.get()[0] = true;
  }

  /** Whether {@link #ask} was called since the last call. */
  static boolean wasAsked() {
    boolean[] asked = ASKED.get();
    boolean was = asked[0];
    asked[0] = false;
    return was;
  }
}

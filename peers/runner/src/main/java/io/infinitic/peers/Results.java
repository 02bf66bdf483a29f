package io.infinitic.peers;

/** What the workflow of a peer has to return. */
public final class Results {

  private Results() {}

  /** Throws if the result is not the text: then something else was measured. */
  public static void check(String text, Object result) {
    if (!text.equals(result)) {
      throw new IllegalStateException(
          "the workflow has returned something else than the text it was given: " + result);
    }
  }
}

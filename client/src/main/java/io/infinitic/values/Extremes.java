package io.infinitic.values;

/** Whether JSON comes near the limits of its readers: such a value is read back. */
final class Extremes {

  private static final int FEW_BYTES = 1_000; // too few for any of these
  private static final int DEEP = 400;
  private static final int DIGITS = 1_000;
  private static final int NAME = 50_000;

  private Extremes() {}

  static boolean in(byte[] json) {
    if (json.length < FEW_BYTES) {
      return false;
    }
    int depth = 0;
    int number = 0;
    for (int i = 0; i < json.length; i++) {
      byte at = json[i];
      if (at == '"') {
        int end = endOfText(json, i);
        if (end - i > NAME && end + 1 < json.length && json[end + 1] == ':') {
          return true;
        }
        i = end;
        number = 0;
      } else if (at == '[' || at == '{') {
        if (++depth > DEEP) {
          return true;
        }
      } else if (at == ']' || at == '}') {
        depth--;
        number = 0;
      } else if (at == ',' || at == ':') {
        number = 0;
      } else if (++number >= DIGITS) {
        return true;
      }
    }
    return false;
  }

  private static int endOfText(byte[] json, int start) {
    int at = start + 1;
    while (at < json.length && json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    return at;
  }
}

package dev.rondo.verify;

/**
 * What stands in the last {@code \boxed{...}} of a response: by convention the final answer.
 *
 * @param boxes how many {@code \boxed{} the text has
 * @param content the text between the last one's braces, braces inside it matched; null if there is
 *     no box or the last one is never closed
 * @param isAtEnd whether nothing but white space follows the last box
 */
record BoxedAnswer(int boxes, String content, boolean isAtEnd) {
  private static final String OPEN = "\\boxed{";

  /** Finds the last box of a text. */
  static BoxedAnswer in(String text) {
    int boxes = 0;
    int last = -1;
    for (int at = text.indexOf(OPEN); at >= 0; at = text.indexOf(OPEN, at + OPEN.length())) {
      boxes++;
      last = at + OPEN.length();
    }
    if (boxes == 0) {
      return new BoxedAnswer(0, null, false);
    }
    int depth = 1;
    for (int i = last; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++; // an escaped brace is content
        continue;
      }
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return new BoxedAnswer(boxes, text.substring(last, i), text.substring(i + 1).isBlank());
      }
    }
    return new BoxedAnswer(boxes, null, false);
  }
}

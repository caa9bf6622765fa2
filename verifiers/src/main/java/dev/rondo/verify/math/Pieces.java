package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts texts at runs of separators, as {@code split("[...]+")} does, by plain scans: each answer is
 * cut many times.
 */
final class Pieces {
  private Pieces() {}

  /**
   * The pieces of a text, in order: the first one is empty if the text begins with a separator;
   * none is behind the last separators.
   *
   * @param separators every character of it separates
   */
  static List<String> of(String text, String separators) {
    List<String> pieces = new ArrayList<>();
    if (text.isEmpty()) {
      pieces.add("");
      return pieces;
    }
    int from = 0;
    while (from < text.length()) {
      int to = from;
      while (to < text.length() && separators.indexOf(text.charAt(to)) < 0) {
        to++;
      }
      pieces.add(text.substring(from, to));
      while (to < text.length() && separators.indexOf(text.charAt(to)) >= 0) {
        to++;
      }
      from = to;
    }
    boolean isEmpty = pieces.size() == 1 && pieces.get(0).isEmpty();
    return isEmpty ? List.of() : pieces;
  }
}

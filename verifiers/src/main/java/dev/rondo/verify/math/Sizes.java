package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;

/** Compares the sizes of matrices in words, rows first: a 2 x 3 matrix is no 3 x 2 matrix. */
final class Sizes {
  private static final int MOST_CHARACTERS = 60;

  private Sizes() {}

  /** What the sizes say; null if these are not two. */
  static Sameness compare(String reference, String given) {
    String wanted = read(reference);
    String answer = wanted == null ? null : read(given);
    return answer == null ? null : Sameness.of(wanted.equals(answer));
  }

  private static String read(String text) {
    if (text.length() > MOST_CHARACTERS || !text.contains("matri")) {
      return null;
    }
    String plain =
        text.toLowerCase(Locale.ROOT)
            .replace("\\text", " ")
            .replace("\\times", " x ")
            .replace("×", " x ")
            .replace("-by-", " x ")
            .replace(" by ", " x ");
    List<String> words = Pieces.of(plain, " {}$\\,~");
    int from = 0;
    while (from < words.size() && (words.get(from).isEmpty() || words.get(from).equals("a"))) {
      from++;
    }
    boolean isSize =
        words.size() == from + 4
            && words.get(from + 1).equals("x")
            && (words.get(from + 3).equals("matrix") || words.get(from + 3).equals("matrices"));
    return isSize ? words.get(from) + " x " + words.get(from + 2) : null;
  }
}

package dev.rondo.verify.math;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Judges the words before a value: what they say it is of, and whether they make it another's. */
final class Labels {
  private Labels() {}

  /** Words behind which stands what is said of the ones before them: "the area is". */
  private static final Set<String> COPULAS =
      Set.of(
          "is", "are", "equals", "was", "has", "have", "had", "ist", "sind", "hat", "es", "son",
          "tiene", "est", "sont", "é", "è");

  /** At the end of a word of a script without blanks these say what something is. */
  private static final String[] COPULA_ENDINGS = {"为", "是", "為", "等于", "等於", "一共有", "共有", "は"};

  /** What denies, doubts, bounds or changes a value in a script without blanks. */
  private static final String[] UNSURE = {
    "不", "非", "否", "可能", "或", "大概", "约", "至", "超", "多于", "少于", "大于", "小于", "半", "倍", "负", "相反", "倒数"
  };

  /** Of what is said here the value would be another one. */
  private static final Set<String> PARTS =
      Set.of(
          "half",
          "twice",
          "thrice",
          "double",
          "triple",
          "negative",
          "opposite",
          "reciprocal",
          "inverse",
          "square",
          "root",
          "cube",
          "third",
          "quarter",
          "one",
          "some",
          "part");

  /** Whether a label speaks of another value than the one it names: "half of x", "let x". */
  static boolean isOfAnother(String label) {
    List<String> words = Pieces.of(label.toLowerCase(Locale.ROOT).strip(), " ,");
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean isBefore = i + 1 < words.size();
      boolean isPartOf = isBefore && words.get(i + 1).equals("of") && PARTS_OF.contains(word);
      boolean isBound =
          isBefore
              && word.equals("at")
              && (words.get(i + 1).equals("most") || words.get(i + 1).equals("least"));
      if (isPartOf || isBound || TURNED.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static final Set<String> PARTS_OF =
      Set.of(
          "half",
          "third",
          "quarter",
          "square",
          "cube",
          "root",
          "opposite",
          "negative",
          "reciprocal",
          "inverse",
          "digit",
          "digits",
          "multiple",
          "double",
          "triple",
          "log",
          "logarithm",
          "sine",
          "cosine",
          "tangent",
          "one",
          "part",
          "some");

  private static final Set<String> TURNED =
      Set.of(
          "let",
          "twice",
          "thrice",
          "half",
          "suppose",
          "assume",
          "assuming",
          "supposing",
          "if",
          "unless",
          "minus");

  /**
   * What words before a value speak of, "the area" in "the area is"; null if they do not end in
   * what says that it is the value, or deny, doubt or halve it.
   */
  static String subject(String words) {
    List<String> list = Pieces.of(words.toLowerCase(Locale.ROOT), " ");
    if (list.isEmpty() || WordsBehind.areDenying(words) || !Collections.disjoint(list, PARTS)) {
      return null;
    }
    String last = list.get(list.size() - 1);
    if (COPULAS.contains(last) && list.size() > 1) {
      return words.substring(0, words.length() - last.length()).strip();
    }
    for (String ending : COPULA_ENDINGS) {
      if (last.endsWith(ending) && list.size() == 1 && !isUnsure(words)) {
        return words;
      }
    }
    return null;
  }

  private static boolean isUnsure(String words) {
    for (String word : UNSURE) {
      if (words.contains(word)) {
        return true;
      }
    }
    return false;
  }
}

package dev.rondo.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds the allowed word that a mistyped one most likely meant, by edit distance. */
public final class NearestWord {
  /** Nobody means a word of ours by a longer one. */
  private static final int LONGEST = 200;

  private NearestWord() {}

  /**
   * The nearest of the allowed words; among equals the first in alphabetical order.
   *
   * @param allowed at least one word
   */
  public static String to(String word, Collection<String> allowed) {
    String mistyped = word.length() <= LONGEST ? word : word.substring(0, LONGEST);
    return allowed.stream()
        .min(
            Comparator.comparingInt((String candidate) -> distance(mistyped, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow(() -> new IllegalArgumentException("No allowed words"));
  }

  /** Levenshtein distance, one row at a time. */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}

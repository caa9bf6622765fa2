package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Compares what is said of similar or congruent figures corner by corner: in whatever order the
 * corners are named, those that belong together stand at the same place.
 */
final class Similarity {
  private static final int MOST_CHARACTERS = 120;

  private static final String[] SIGNS = {"\\sim", "\\cong", "∼", "≅", "≌", "∽"};

  private Similarity() {}

  /** What the corners say; null if these are not two such statements. */
  static Sameness compare(String reference, String given) {
    List<String> wanted = corners(reference);
    List<String> answer = wanted == null ? null : corners(given);
    return answer == null ? null : Sameness.of(wanted.equals(answer));
  }

  /** The sign and the pairs of corners, sorted; null of anything else. */
  private static List<String> corners(String text) {
    if (text.length() > MOST_CHARACTERS) {
      return null;
    }
    for (int i = 0; i < SIGNS.length; i++) {
      int at = text.indexOf(SIGNS[i]);
      String left = at < 0 ? "" : figure(text.substring(0, at));
      String right = at < 0 ? "" : figure(text.substring(at + SIGNS[i].length()));
      boolean areFigures =
          left.length() >= 3
              && left.length() == right.length()
              && Characters.areAll(left, 'A', 'Z')
              && Characters.areAll(right, 'A', 'Z');
      if (areFigures) {
        boolean isTurned = isBefore(right, left);
        List<String> pairs = new ArrayList<>();
        for (int k = 0; k < left.length(); k++) {
          pairs.add("" + (isTurned ? right : left).charAt(k) + (isTurned ? left : right).charAt(k));
        }
        Collections.sort(pairs);
        pairs.add(i == 0 || i == 2 || i == 5 ? "~" : "=");
        return pairs;
      }
    }
    return null;
  }

  /** Which side is written first: by its letters, whatever their order. */
  private static boolean isBefore(String side, String other) {
    int order = sorted(side).compareTo(sorted(other));
    return order != 0 ? order < 0 : side.compareTo(other) < 0;
  }

  private static String sorted(String letters) {
    char[] all = letters.toCharArray();
    java.util.Arrays.sort(all);
    return new String(all);
  }

  private static String figure(String side) {
    String plain = side;
    for (String sign :
        new String[] {"\\triangle", "\\Delta", "\\text", "triangle", "△", "\\,", "\\ "}) {
      plain = plain.replace(sign, "");
    }
    StringBuilder letters = new StringBuilder();
    for (char c : plain.toCharArray()) {
      if (" {}$().".indexOf(c) < 0) {
        letters.append(c);
      }
    }
    return letters.toString();
  }
}

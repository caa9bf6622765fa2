package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares orders of labels: a reference that has all of 1, 2, 3 ..., A, B, C ... or I, II, III ...
 * in an order that is not theirs is an order, no set, {@code 1, 3, 2}; a chain of comparisons says
 * one, too, {@code b < a < c}.
 */
final class LabelOrder {
  private static final int MOST_CHARACTERS = 100;

  private static final int LEAST_LABELS = 3;

  private static final List<String> ROMAN =
      List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X");

  private LabelOrder() {}

  /** What the order says; null if there is none. */
  static Sameness compare(String reference, String given) {
    boolean isShort =
        reference.length() <= MOST_CHARACTERS
            && given.length() <= MOST_CHARACTERS
            && given.indexOf('=') < 0;
    if (!isShort || separators(reference) + 1 < LEAST_LABELS) {
      return null;
    }
    boolean isChain = isChain(reference);
    if (isChain && isChain(given)) {
      return null; // the same from either side
    }
    List<String> wanted = labels(reference);
    boolean decides =
        wanted != null && (isChain || isUnsorted(wanted) || isChain(given) && !isNumbered(wanted));
    return decides ? same(wanted, given) : null;
  }

  /** Whether a list of labels is an order of them. */
  static boolean isOrder(String reference) {
    List<String> labels =
        separators(reference) + 1 < LEAST_LABELS || reference.length() > MOST_CHARACTERS
            ? null
            : labels(reference);
    return labels != null && isUnsorted(labels);
  }

  /** Compares with the labels of an answer; null if these are others. */
  private static Sameness same(List<String> wanted, String given) {
    List<String> labels = labels(given);
    if (labels == null || !new HashSet<>(labels).equals(new HashSet<>(wanted))) {
      return null;
    }
    return labels.equals(wanted) ? Sameness.EQUAL : Sameness.DIFFERENT;
  }

  private static int separators(String text) {
    return (int) text.chars().filter(c -> ",、，;<>".indexOf(c) >= 0).count();
  }

  /** Whether one sign of comparison stands between all labels. */
  private static boolean isChain(String text) {
    boolean isLess = text.indexOf('<') >= 0;
    return isLess != text.indexOf('>') >= 0 && text.indexOf(',') < 0;
  }

  private static boolean isNumbered(List<String> labels) {
    return labels.stream().anyMatch(label -> Characters.isDigit(label.charAt(0)));
  }

  /** Whether all labels of a series up to some place stand there, not in their order. */
  private static boolean isUnsorted(List<String> labels) {
    List<Integer> places = new ArrayList<>();
    boolean areNumbers = isNumbered(labels);
    boolean areRoman = ROMAN.containsAll(labels);
    for (String label : labels) {
      int place = place(label, areNumbers, areRoman, labels.get(0));
      if (place < 1 || place > labels.size()) {
        return false;
      }
      places.add(place);
    }
    boolean isRising = true;
    boolean isFalling = true;
    for (int i = 1; i < places.size(); i++) {
      isRising &= places.get(i) > places.get(i - 1);
      isFalling &= places.get(i) < places.get(i - 1);
    }
    // 3, 2, 1 may be roots as they were found
    return !isRising && !(areNumbers && isFalling);
  }

  /** The place of a label in its series, from 1; 0 if it is of another. */
  private static int place(String label, boolean isNumber, boolean isRoman, String first) {
    if (isNumber) {
      return Characters.areAll(label, '0', '9') && label.length() < 3 ? Integer.parseInt(label) : 0;
    }
    if (isRoman) {
      return ROMAN.indexOf(label) + 1;
    }
    boolean isOfSeries =
        label.length() == 1
            && Characters.isCapital(label.charAt(0)) == Characters.isCapital(first.charAt(0));
    return isOfSeries ? Character.toLowerCase(label.charAt(0)) - 'a' + 1 : 0;
  }

  /** Three different labels or more, in writing order; null if there is anything else. */
  private static List<String> labels(String text) {
    String plain =
        text.replace("\\text", "")
            .replace("\\mathrm", "")
            .replace("\\quad", " ")
            .replace("\\ ", " ")
            .replace("\\,", " ")
            .replace("\\;", " ");
    List<String> labels = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (String piece : plain.split("[,、，;<>]", -1)) {
      String label = bare(piece);
      boolean isLabel =
          Characters.areAll(label, '0', '9') && label.length() < 3
              || label.length() == 1 && Characters.areLatin(label)
              || ROMAN.contains(label);
      if (label.isEmpty() || !isLabel || !known.add(label)) {
        return null;
      }
      labels.add(label);
    }
    return labels.size() < LEAST_LABELS ? null : labels;
  }

  /** A label without blanks, and without braces or dollar signs around it. */
  private static String bare(String piece) {
    int from = 0;
    int to = piece.length();
    while (from < to && " {$".indexOf(piece.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && " }$.".indexOf(piece.charAt(to - 1)) >= 0) {
      to--;
    }
    return piece.substring(from, to);
  }
}

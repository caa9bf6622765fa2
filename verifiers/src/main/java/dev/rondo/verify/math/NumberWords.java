package dev.rondo.verify.math;

import java.util.Locale;
import java.util.Map;

/** Reads numbers in words: "one hundred twenty", "minus two", "three and a half", "two thirds". */
final class NumberWords {
  private static final int MOST_CHARACTERS = 100;

  private static final Map<String, Integer> PARTS =
      Map.ofEntries(
          Map.entry("half", 2),
          Map.entry("halves", 2),
          Map.entry("third", 3),
          Map.entry("thirds", 3),
          Map.entry("quarter", 4),
          Map.entry("quarters", 4),
          Map.entry("fourth", 4),
          Map.entry("fourths", 4),
          Map.entry("fifth", 5),
          Map.entry("fifths", 5),
          Map.entry("sixth", 6),
          Map.entry("sixths", 6),
          Map.entry("seventh", 7),
          Map.entry("sevenths", 7),
          Map.entry("eighth", 8),
          Map.entry("eighths", 8),
          Map.entry("ninth", 9),
          Map.entry("ninths", 9),
          Map.entry("tenth", 10),
          Map.entry("tenths", 10),
          Map.entry("eleventh", 11),
          Map.entry("elevenths", 11),
          Map.entry("twelfth", 12),
          Map.entry("twelfths", 12),
          Map.entry("twentieth", 20),
          Map.entry("twentieths", 20),
          Map.entry("hundredth", 100),
          Map.entry("hundredths", 100),
          Map.entry("thousandth", 1000),
          Map.entry("thousandths", 1000));

  private NumberWords() {}

  /** The number that a text writes in words; null if it is none. */
  static Rational value(String text) {
    if (text.length() > MOST_CHARACTERS) {
      return null;
    }
    String[] words = pieces(text, " ,");
    if (words.length == 0) {
      return null; // nothing but commas
    }
    boolean isNegative = words[0].equals("minus") || words[0].equals("negative");
    int from = isNegative ? 1 : 0;
    Rational value = value(words, from);
    return value == null ? null : isNegative ? value.negated() : value;
  }

  /**
   * How many a number of parts are: 3 with "quarters", 2 with "and a half"; null if the words are
   * no fraction.
   */
  static Rational with(Rational number, String words) {
    String[] parts = pieces(words, " ");
    Integer below = parts.length == 1 ? PARTS.get(parts[0]) : null;
    if (below != null && number.isInteger()) {
      return number.times(Rational.of(below).inverse());
    }
    if (parts.length >= 3 && parts[0].equals("and")) {
      Rational rest = value(parts, 1);
      return rest == null || rest.isInteger() || !number.isInteger() ? null : number.plus(rest);
    }
    return null;
  }

  private static String[] pieces(String text, String separators) {
    String plain = text.toLowerCase(Locale.ROOT).replace('-', ' ').strip();
    return Pieces.of(plain, separators).toArray(new String[0]);
  }

  private static Rational value(String[] words, int from) {
    int and = -1;
    for (int i = from; i < words.length; i++) {
      and = words[i].equals("and") ? i : and;
    }
    Integer below = words.length > from ? PARTS.get(words[words.length - 1]) : null;
    if (below == null) {
      return whole(words, from, words.length);
    }
    if (and > from) {
      Rational whole = whole(words, from, and);
      Rational part = part(words, and + 1, below);
      return whole == null || part == null ? null : whole.plus(part);
    }
    return part(words, from, below);
  }

  /** "a half", "two thirds", "half". */
  private static Rational part(String[] words, int from, int below) {
    int to = words.length - 1;
    boolean isOne = to == from ? below == 2 : to == from + 1 && words[from].equals("a");
    Rational above = isOne ? Rational.ONE : to > from ? whole(words, from, to) : null;
    return above == null || (to == from && below != 2)
        ? null
        : above.times(Rational.of(below).inverse());
  }

  private static Rational whole(String[] words, int from, int to) {
    long total = 0;
    long group = -1;
    for (int i = from; i < to; i++) {
      String word = words[i];
      int number = word.equals("a") ? -1 : Words.number(word);
      long scale = Words.scale(word);
      if (word.equals("and") && i > from && i + 1 < to && group >= 0) {
        continue;
      }
      if (word.equals("hundred") || word.equals("dozen")) {
        if (group < 0 && !(i == from)) {
          return null;
        }
        group = (group < 0 ? 1 : group) * scale;
      } else if (scale > 1) {
        if (group < 0) {
          return null;
        }
        total += group * scale;
        group = -1;
      } else if (number >= 0) {
        boolean fits = group < 0 || (group % 100 == 0 && group > 0) || fitsTens(group, number);
        if (!fits) {
          return null;
        }
        group = Math.max(group, 0) + number;
      } else if (word.equals("a") && i == from && i + 1 < to) {
        group = 1;
      } else {
        return null;
      }
      if (group > 1_000_000 || total > 1_000_000_000_000_000L) {
        return null;
      }
    }
    return from == to || (group < 0 && total == 0) ? null : Rational.of(total + Math.max(group, 0));
  }

  private static boolean fitsTens(long group, int number) {
    long tens = group % 100;
    return tens >= 20 && tens <= 90 && tens % 10 == 0 && number > 0 && number < 10;
  }
}

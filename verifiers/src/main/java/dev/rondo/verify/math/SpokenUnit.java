package dev.rondo.verify.math;

import java.util.List;
import java.util.Set;

/** Finds the unit that a sentence speaks behind a number: "45 metres per second". */
final class SpokenUnit {
  private static final int MOST_WORDS = 5;

  /** A unit has this many characters at most. */
  private static final int MOST_CHARACTERS = 60;

  private static final String MARKS = ".,;:!?";

  /** Other words than units, though some are written like one. */
  private static final Set<String> OTHER_WORDS =
      Set.of("in", "as", "at", "to", "is", "of", "A", "V", "J", "W", "K");

  private SpokenUnit() {}

  /** The longest known unit that begins with the first of several words; null if there is none. */
  static String of(List<String> words) {
    String longest = null;
    StringBuilder unit = new StringBuilder();
    for (int i = 0; i < Math.min(words.size(), MOST_WORDS); i++) {
      String word = words.get(i).replace("*", "");
      boolean isLast = !word.isEmpty() && MARKS.indexOf(word.charAt(word.length() - 1)) >= 0;
      String bare = isLast ? word.substring(0, word.length() - 1) : word;
      unit.append(unit.isEmpty() ? "" : " ").append(bare);
      boolean isOther =
          OTHER_WORDS.contains(bare) || (i == 0 && (bare.equals("per") || bare.equals("a")));
      if (isOther || unit.length() > MOST_CHARACTERS) {
        return longest;
      }
      boolean isUnit = !bare.isEmpty() && Units.named(unit.toString()) != null;
      longest = isUnit ? unit.toString() : longest;
      if (isLast) {
        return longest;
      }
    }
    return longest;
  }

  /** The unit behind a place of a text; null if there is none. */
  static String behind(String text, int from) {
    return of(Pieces.of(text.substring(from, Math.min(text.length(), from + 80)).strip(), " \n\t"));
  }
}

package dev.rondo.verify.math;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Takes the noun off what a shape or a number is: "isosceles triangle" is "isosceles". Each
 * adjective has a noun that goes without saying; another noun is left out only where the other side
 * has none: a right triangle is no right angle.
 */
final class Adjectives {
  /** Nouns that go without saying, a bar, other nouns that may be said, and the adjectives. */
  private static final String[][] KINDS = {
    {"triangle", "", "isosceles equilateral scalene"},
    {"triangle", "angle", "acute obtuse right rightangled"},
    {"number integer", "function", "odd even rational"},
    {"number integer", "", "prime composite irrational"},
    {"function", "sequence", "increasing decreasing periodic"},
    {"function", "equation", "linear quadratic cubic exponential"},
    {"sequence progression", "series", "arithmetic geometric"},
    {"series", "sequence", "convergent divergent"},
    {"polygon", "", "regular"},
    {"polygon", "function quadrilateral", "convex concave"},
    {"quadrilateral", "", "cyclic"},
    {"lines", "", "parallel perpendicular"},
    {"events", "variables", "independent dependent"}
  };

  private static final Map<String, List<String>> USUAL = new HashMap<>();
  private static final Map<String, List<String>> OTHERS = new HashMap<>();

  private Adjectives() {}

  static {
    for (String[] kind : KINDS) {
      for (String adjective : Pieces.of(kind[2], " ")) {
        USUAL.put(adjective, Pieces.of(kind[0], " "));
        OTHERS.put(adjective, Pieces.of(kind[1], " "));
      }
    }
  }

  /** The adjective of a text, as texts are compared, that has its noun behind it; else the text. */
  static String withoutNoun(String form) {
    return withoutNoun(form, USUAL);
  }

  /** Whether one text is an adjective alone and the other the same with another of its nouns. */
  static boolean areSame(String text, String other) {
    String form = letters(text);
    String otherForm = letters(other);
    return USUAL.containsKey(form) && form.equals(withoutNoun(otherForm, OTHERS))
        || USUAL.containsKey(otherForm) && otherForm.equals(withoutNoun(form, OTHERS));
  }

  private static String withoutNoun(String form, Map<String, List<String>> nouns) {
    int last = form.isEmpty() ? 0 : form.charAt(form.length() - 1);
    if ("esrnl".indexOf(last) < 0) {
      return form; // no noun ends so
    }
    for (String[] kind : KINDS) {
      String noun = nouns == USUAL ? ending(form, kind[0]) : ending(form, kind[1]);
      if (noun != null) {
        String adjective = form.substring(0, form.length() - noun.length());
        if (nouns.getOrDefault(adjective, List.of()).contains(noun)) {
          return adjective;
        }
      }
    }
    return form;
  }

  private static String ending(String form, String nouns) {
    for (String noun : Pieces.of(nouns, " ")) {
      if (form.endsWith(noun)) {
        return noun;
      }
    }
    return null;
  }

  private static String letters(String text) {
    return text.toLowerCase(Locale.ROOT).replace(" ", "").replace("-", "");
  }
}

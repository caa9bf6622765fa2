package dev.rondo.verify.math;

import java.util.Set;

/** Takes the noun off what a shape or a number is: "isosceles triangle" is "isosceles". */
final class Adjectives {
  private static final Set<String> ADJECTIVES =
      Set.of(
          "isosceles",
          "equilateral",
          "scalene",
          "acute",
          "obtuse",
          "right",
          "rightangled",
          "odd",
          "even",
          "prime",
          "composite",
          "rational",
          "irrational",
          "increasing",
          "decreasing",
          "periodic",
          "linear",
          "quadratic",
          "cubic",
          "exponential",
          "arithmetic",
          "geometric",
          "convergent",
          "divergent",
          "regular",
          "convex",
          "concave",
          "cyclic",
          "parallel",
          "perpendicular",
          "independent",
          "dependent");

  private static final String[] NOUNS = {
    "triangle",
    "quadrilateral",
    "polygon",
    "number",
    "integer",
    "function",
    "sequence",
    "progression",
    "series",
    "angle",
    "lines",
    "events"
  };

  private Adjectives() {}

  /** The adjective of a text, as texts are compared, that has a noun behind it; else the text. */
  static String withoutNoun(String form) {
    for (String noun : NOUNS) {
      if (form.endsWith(noun)) {
        String adjective = form.substring(0, form.length() - noun.length());
        return ADJECTIVES.contains(adjective) ? adjective : form;
      }
    }
    return form;
  }
}

package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads figures between two points that are named in words and are the same from either end: line
 * segment AB is line segment BA, ray AB is not ray BA.
 */
final class Segments {
  private static final Set<String> SEGMENTS =
      Set.of("segment", "line segment", "side", "edge", "chord", "diagonal", "线段", "отрезок");

  private static final Set<String> LINES = Set.of("line", "straight line", "直线", "прямая");

  private static final Set<String> ARCS = Set.of("arc", "minor arc");

  private Segments() {}

  /** What is named, with its points in order; null if it is nothing of the kind. */
  static String of(Expression text) {
    if (!text.is(Kind.TEXT)) {
      return null;
    }
    List<String> words = Pieces.of(text.name().strip(), " ");
    String points = words.get(words.size() - 1);
    if (words.size() < 2 || points.length() != 2 || !Characters.areAll(points, 'A', 'Z')) {
      return null;
    }
    int from = words.get(0).equalsIgnoreCase("the") ? 1 : 0;
    String noun = String.join(" ", words.subList(from, words.size() - 1)).toLowerCase(Locale.ROOT);
    String kind =
        SEGMENTS.contains(noun)
            ? "segment"
            : LINES.contains(noun) ? "line" : ARCS.contains(noun) ? "arc" : null;
    boolean isTurned = points.charAt(0) > points.charAt(1);
    return kind == null
        ? null
        : kind + " " + (isTurned ? points.substring(1) + points.charAt(0) : points);
  }
}

package dev.rondo.verify.math;

import java.util.SortedMap;
import java.util.TreeMap;

/** Adds up the dimensions of the parts of a unit, each with its power. */
final class Dimensions {
  private final SortedMap<String, Integer> powers = new TreeMap<>();

  /** Adds the powers of a dimension such as "length/time^2" or "length^1 mass^1 time^-2". */
  void add(String dimension, int power) {
    int sign = 1;
    for (String side : Pieces.of(dimension, "/")) {
      for (String part : Pieces.of(side, "*")) {
        int raised = part.indexOf('^');
        int inner = raised < 0 ? 1 : Integer.parseInt(part.substring(raised + 1));
        String name = raised < 0 ? part : part.substring(0, raised);
        powers.merge(name, sign * inner * power, Integer::sum);
      }
      sign = -1;
    }
  }

  /** In one order: "length^1*time^-2"; what cancels is left out. */
  String written() {
    StringBuilder text = new StringBuilder();
    powers.forEach(
        (dimension, power) -> {
          if (power != 0) {
            text.append(text.isEmpty() ? "" : "*").append(dimension).append('^').append(power);
          }
        });
    return text.toString();
  }
}

package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads lists of truth values and of the sides of coins, which stand in order: {@code T, F, T} is
 * {@code TFT} and not {@code F, T, T}.
 */
final class TruthValues {
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("t", "T"),
          Map.entry("f", "F"),
          Map.entry("true", "T"),
          Map.entry("false", "F"),
          Map.entry("y", "Y"),
          Map.entry("n", "N"),
          Map.entry("yes", "Y"),
          Map.entry("no", "N"),
          Map.entry("h", "H"),
          Map.entry("heads", "H"),
          Map.entry("tails", "T"),
          Map.entry("right", "R"),
          Map.entry("wrong", "W"),
          Map.entry("correct", "R"),
          Map.entry("incorrect", "W"),
          Map.entry("真", "T"),
          Map.entry("假", "F"),
          Map.entry("对", "R"),
          Map.entry("错", "W"),
          Map.entry("是", "Y"),
          Map.entry("否", "N"),
          Map.entry("正确", "R"),
          Map.entry("错误", "W"),
          Map.entry("√", "R"),
          Map.entry("×", "W"),
          Map.entry("vrai", "T"),
          Map.entry("faux", "F"),
          Map.entry("wahr", "T"),
          Map.entry("falsch", "F"),
          Map.entry("verdadero", "T"),
          Map.entry("falso", "F"),
          Map.entry("vero", "T"),
          Map.entry("oui", "Y"),
          Map.entry("non", "N"),
          Map.entry("ja", "Y"),
          Map.entry("nein", "N"));

  private static final List<String> PAIRS = List.of("TF", "YN", "HT", "RW");

  private TruthValues() {}

  /** The letters of a list of such values or of a word of them; null if it is neither. */
  static String of(Expression expression) {
    if (expression.is(Kind.SYMBOL) || expression.is(Kind.TEXT)) {
      String word = expression.name();
      boolean isWord = word.length() >= 2 && isOfPair(word);
      return isWord || word.indexOf(',') < 0 ? isWord ? word : null : of(Pieces.of(word, ",; "));
    }
    if (!expression.isBareList() || expression.is(Joint.OR) || expression.children().size() < 2) {
      return null;
    }
    boolean areNames = expression.allChildren(item -> item.is(Kind.SYMBOL) || item.is(Kind.TEXT));
    return areNames ? of(expression.children().stream().map(Expression::name).toList()) : null;
  }

  private static String of(List<String> items) {
    StringBuilder letters = new StringBuilder();
    for (String item : items) {
      String letter = VALUES.get(item.strip().toLowerCase(Locale.ROOT));
      if (letter == null) {
        return null;
      }
      letters.append(letter);
    }
    String written = letters.toString();
    return isOfPair(written) ? written : null;
  }

  private static boolean isOfPair(String letters) {
    for (String pair : PAIRS) {
      boolean isOnlyCoins = pair.equals("HT") && letters.length() == 2 && !isRepeated(letters);
      if (Characters.areAllOf(letters, pair) && !isOnlyCoins) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRepeated(String letters) {
    return letters.chars().distinct().count() < letters.length();
  }
}

package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Says whether the labels before two values are of different things: "mean" and "median", "Tom" and
 * "Ann". A label that only says that something is the answer is of anything.
 */
final class LabelComparison {
  /** What says nothing of which value is meant. */
  private static final Set<String> NEUTRAL =
      Set.of(
          "the",
          "a",
          "an",
          "is",
          "are",
          "was",
          "be",
          "of",
          "for",
          "in",
          "to",
          "at",
          "on",
          "when",
          "where",
          "by",
          "with",
          "and",
          "as",
          "from",
          "if",
          "then",
          "so",
          "we",
          "get",
          "have",
          "has",
          "it",
          "its",
          "this",
          "that",
          "these",
          "which",
          "what",
          "there",
          "all",
          "only",
          "value",
          "answer",
          "result",
          "total",
          "number",
          "final",
          "solution",
          "amount",
          "quantity",
          "required",
          "desired",
          "exact",
          "approximate",
          "approximately",
          "equal",
          "therefore",
          "thus",
          "hence",
          "how",
          "many",
          "much",
          "unknown",
          "correct",
          "possible",
          "simplified",
          "simplest",
          "form",
          "expression",
          "equation",
          "coordinate",
          "point",
          "ordered",
          "pair",
          "option",
          "choice",
          "conclusion",
          "output",
          "question",
          "problem",
          "ans",
          "count",
          "size",
          "his",
          "her",
          "their",
          "whole",
          "overall",
          "given",
          "each",
          "about",
          "around",
          "antwort",
          "ergebnis",
          "lösung",
          "wert",
          "réponse",
          "résultat",
          "solución",
          "respuesta",
          "resultado",
          "resposta",
          "risposta",
          "risultato",
          "die",
          "der",
          "das",
          "el",
          "la",
          "le",
          "les",
          "il",
          "de",
          "du",
          "des",
          "del",
          "ответ",
          "答案",
          "结果",
          "結果",
          "答",
          "解",
          "值",
          "所以",
          "因此",
          "故",
          "共",
          "一共",
          "总共");

  /** Different words for the same thing. */
  private static final List<Set<String>> SAME =
      List.of(
          Set.of("mean", "average", "expectation", "expected"),
          Set.of("cost", "price"),
          Set.of("zero", "root"),
          Set.of("way", "arrangement", "possibility", "possibilitie"),
          Set.of("way", "combination"),
          Set.of("way", "permutation"),
          Set.of("arrangement", "permutation"),
          Set.of("probability", "chance", "likelihood"),
          Set.of("speed", "velocity"),
          Set.of("largest", "greatest", "maximum", "maximal", "biggest", "highest"),
          Set.of("smallest", "least", "minimum", "minimal", "lowest"));

  private LabelComparison() {}

  /** Whether the names of two values are labels, or end in letters, of different things. */
  static boolean areOther(Expression wanted, Expression answer) {
    boolean areLabels = wanted.is(Kind.TEXT) && answer.is(Kind.TEXT);
    if (!areLabels) {
      String letter = wanted.is(Kind.SYMBOL) ? wanted.name() : lastLetter(wanted);
      String other = answer.is(Kind.SYMBOL) ? answer.name() : lastLetter(answer);
      return isSmall(letter) && isSmall(other) && !letter.equals(other);
    }
    List<String> words = new ArrayList<>();
    List<String> others = new ArrayList<>();
    List<String> letters = read(wanted.name(), words);
    List<String> otherLetters = read(answer.name(), others);
    if (!letters.isEmpty() && !otherLetters.isEmpty() && !letters.equals(otherLetters)) {
      return true;
    }
    List<String> own = without(words, others);
    List<String> otherOwn = without(others, words);
    boolean isNothingShared = own.size() == words.size() || otherOwn.size() == others.size();
    boolean isOneExchanged = own.size() == 1 && otherOwn.size() == 1;
    return !own.isEmpty() && !otherOwn.isEmpty() && (isNothingShared || isOneExchanged);
  }

  private static String lastLetter(Expression label) {
    if (!label.is(Kind.TEXT)) {
      return "";
    }
    String text = label.name();
    int at = text.length() - 1;
    return at > 0 && text.charAt(at - 1) == ' ' ? text.substring(at) : "";
  }

  private static boolean isSmall(String letter) {
    return letter.length() == 1 && Characters.areAll(letter, 'a', 'z');
  }

  /** Takes the words of a label that say something; its letters in order. */
  private static List<String> read(String label, List<String> words) {
    List<String> letters = new ArrayList<>();
    for (String piece : Pieces.of(label.toLowerCase(Locale.ROOT), " ,;:.()-/!?")) {
      String word = piece;
      if (word.endsWith("'s") || word.endsWith("’s")) {
        word = word.substring(0, word.length() - 2);
      } else if (word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")) {
        word = word.substring(0, word.length() - 1);
      }
      while (word.length() > 1 && "为是為值：".indexOf(word.charAt(word.length() - 1)) >= 0) {
        word = word.substring(0, word.length() - 1);
      }
      if (word.isEmpty() || NEUTRAL.contains(word)) {
        continue;
      }
      if (word.length() == 1 && Characters.isLatin(word.charAt(0))) {
        letters.add(word);
      } else {
        words.add(word);
      }
    }
    return letters;
  }

  private static List<String> without(List<String> words, List<String> others) {
    return words.stream()
        .filter(word -> others.stream().noneMatch(other -> areSame(word, other)))
        .toList();
  }

  /** The same word, one cut short, or another for the same. */
  private static boolean areSame(String word, String other) {
    boolean isForeign = word.charAt(0) >= 0x2e80;
    if (isForeign || other.charAt(0) >= 0x2e80) {
      return isForeign != other.charAt(0) >= 0x2e80 || sharesPair(word, other);
    }
    int least = Math.min(word.length(), other.length());
    return word.equals(other)
        || (least >= 3 && (word.startsWith(other) || other.startsWith(word)))
        || SAME.stream().anyMatch(words -> words.contains(word) && words.contains(other));
  }

  /** Whether two characters in a row stand in both, in a script without blanks. */
  private static boolean sharesPair(String word, String other) {
    for (int i = 0; i + 2 <= word.length() && i < 40; i++) {
      if (other.contains(word.substring(i, i + 2))) {
        return true;
      }
    }
    return word.equals(other);
  }
}

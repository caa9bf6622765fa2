package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges the words after mathematics in a sentence: whether they deny or bound it, turn it into
 * another number, or go on with it.
 */
final class WordsAfter {
  /** Right behind a number these make it another, or an answer on a condition. */
  private static final Set<String> CHANGES =
      Set.of(
          "squared",
          "cubed",
          "plus",
          "minus",
          "than",
          "factorial",
          "divided",
          "multiplied",
          "raised",
          "choose",
          "mod",
          "modulo",
          "halved",
          "doubled",
          "tripled",
          "entre",
          "dividido",
          "divisé",
          "geteilt",
          "durch");

  private static final Set<String> COMPARING =
      Set.of("less", "more", "fewer", "greater", "larger", "smaller", "higher", "lower");

  private static final Set<String> MULTIPLIED = Set.of("the", "a", "an", "as", "more", "that");

  private static final Set<String> CONDITIONS =
      Set.of("if", "unless", "whenever", "provided", "assuming", "depending");

  /** Behind a number these bound it. */
  private static final List<String> BOUNDS_BEHIND =
      List.of("以上", "以下", "未満", "未满", "以内", "より", "を超", "이상", "이하", "미만", "초과", "से");

  private static final Set<String> BASES =
      Set.of("binary", "ternary", "octal", "hexadecimal", "hex", "base");

  private final PlainMath sentence;
  private final List<PlainMath.Word> words;

  WordsAfter(PlainMath sentence, List<PlainMath.Word> words) {
    this.sentence = sentence;
    this.words = words;
  }

  /** "7ではない", "7 is wrong", "7 is not the answer". */
  boolean areDenying(int to) {
    if (to + 1 >= words.size()) {
      return false;
    }
    String next = words.get(to + 1).bare().toLowerCase(Locale.ROOT);
    if (words.get(to).endsClause()) {
      return words.get(to).text().endsWith("?") && next.equals("or");
    }
    String beyond = to + 2 < words.size() ? words.get(to + 2).bare() : "";
    if (CHANGES.contains(next)
        || ForeignDenials.denyBefore(next)
        || ChangingWords.isPartOrScale(next) && !Units.isUnit(next) && Words.scale(next) == 1
        || ChangingWords.areUnsettling(next, beyond)
        || next.equals("times")
            && (MULTIPLIED.contains(beyond) || to + 2 < words.size() && isOperand(to + 2))
        || COMPARING.contains(next)
            && beyond.equals("than")
            && to + 3 < words.size()
            && isOperand(to + 3)
        || next.equals("away")
        || isRemarkDenying(to + 1)
        || goesOn(to + 1, next)) {
      return true;
    }
    for (int i = to + 2; CONDITIONS.contains(next) && i < words.size(); i++) {
      if (sentence.isAnchor(i) || words.get(i).bare().equals("otherwise")) {
        return true; // one value under one condition, another under another
      }
    }
    if (next.startsWith("では")
        || next.startsWith("じゃ")
        || next.startsWith("不")
        || next.startsWith("이 아")
        || isOfIt(next)
        || (next.equals("的") && to + 2 < words.size() && sentence.isMath(to + 2))
        || next.startsWith("의")
        || BOUNDS_BEHIND.stream().anyMatch(next::startsWith)) {
      return true;
    }
    if (next.equals("isn't") || next.equals("wasn't") || next.equals("can't")) {
      return true;
    }
    boolean isVerb =
        next.equals("is") || next.equals("was") || next.equals("would") || next.equals("seems");
    for (int i = to + 2; isVerb && i < Math.min(words.size(), to + 5); i++) {
      if (WordsBehind.isDenial(words.get(i).bare()) || words.get(i).bare().equals("extraneous")) {
        return true;
      }
    }
    return false;
  }

  /** What is said to be of a number, in scripts without blanks: 3的倍数, 3の約数; not 3的答案. */
  private static boolean isOfIt(String word) {
    boolean isOf = word.startsWith("的") || word.startsWith("の") || word.equals("का");
    return isOf && word.length() > 1 && !word.endsWith("答案") && !word.endsWith("答え");
  }

  /** "5 (wrong)", "5 (not sure)". */
  private boolean isRemarkDenying(int at) {
    for (int i = at; i < words.size() && words.get(i).text().startsWith("(") | i > at; i++) {
      String word = words.get(i).bare().replace("(", "").replace(")", "");
      if (WordsBehind.isDenial(word)) {
        return true;
      }
      if (words.get(i).text().indexOf(')') >= 0) {
        return false;
      }
    }
    return false;
  }

  /** "1 over 4", "1 out of 4", "3 to the fourth", "101 in binary": the number is not yet all. */
  private boolean goesOn(int at, String word) {
    boolean isBeforeMath = at + 1 < words.size() && isOperand(at + 1);
    return switch (word) {
      case "over", "of", "upon" -> isBeforeMath;
      case "out" -> isWord(at + 1, "of") && at + 2 < words.size() && isOperand(at + 2);
      case "to" -> isWord(at + 1, "the") && isPower(at + 2);
      case "in" -> at + 1 < words.size() && BASES.contains(words.get(at + 1).bare());
      default -> false;
    };
  }

  private boolean isOperand(int at) {
    String word = words.get(at).bare();
    return sentence.isMath(at)
        || word.length() == 1 && Character.isLetter(word.charAt(0)) && !word.equals("a")
        || Words.number(word) >= 0;
  }

  private boolean isPower(int at) {
    String word = at < words.size() ? words.get(at).bare().toLowerCase(Locale.ROOT) : "";
    return word.equals("power")
        || word.endsWith("th") && !word.equals("nth") && word.length() > 2
        || WordsBehind.isMultiple(word);
  }

  private boolean isWord(int at, String word) {
    return at < words.size() && words.get(at).bare().equalsIgnoreCase(word);
  }
}

package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges the words around mathematics in a sentence: whether they deny, doubt or bound it, turn it
 * into another number, or go on with it.
 */
final class WordsAround {
  /** Right before a number these make it another. */
  private static final Set<String> TURNS =
      Set.of("twice", "thrice", "double", "triple", "quadruple", "half", "plus", "times");

  /** Before "of" and a number these make it another. */
  private static final Set<String> OPERATIONS =
      Set.of(
          "root",
          "square",
          "cube",
          "logarithm",
          "log",
          "ln",
          "sine",
          "cosine",
          "tangent",
          "multiple",
          "multiples",
          "divisor",
          "divisors",
          "negative",
          "minus",
          "raíz",
          "racine",
          "wurzel",
          "mitad",
          "moitié",
          "hälfte",
          "doble",
          "double",
          "doppelte");

  private static final Set<String> OF = Set.of("of", "de", "von", "di", "aus");

  /** Before "of" and several numbers these are one number. */
  private static final Set<String> RESULTS =
      Set.of("sum", "product", "difference", "quotient", "mean", "average", "ratio");

  private static final Set<String> BEFORE_NEGATIVE =
      Set.of("or", "and", "au", "du", "de", "al", "lo", "pelo", "por", "plus", "a", "às", "±");

  private static final Set<String> BASES =
      Set.of("binary", "ternary", "octal", "hexadecimal", "hex", "base");

  /** Before a verb these say that something need not be so. */
  private static final Set<String> MODALS =
      Set.of("might", "could", "can't", "can’t", "couldn't", "wouldn't", "shouldn't", "won't");

  /** Right before a number these name another one. */
  private static final Set<String> BOUNDS =
      Set.of(
          "least",
          "most",
          "than",
          "exceeds",
          "exceed",
          "below",
          "under",
          "above",
          "near",
          "nearly",
          "almost",
          "within",
          "like",
          "from",
          "past",
          "before",
          "after",
          "beneath",
          "without",
          "but",
          "maybe",
          "perhaps",
          "possibly",
          "approaches",
          "beyond",
          "until",
          "except",
          "als",
          "que",
          "che",
          "mindestens",
          "höchstens",
          "über",
          "unter",
          "almeno",
          "больше",
          "меньше",
          "более",
          "менее",
          "свыше",
          "minstens",
          "hoogstens",
          "hơn",
          "ponad",
          "najmniej",
          "najwyżej",
          "الأقل",
          "الأكثر");

  /** Before "to" or "de" these bound a number. */
  private static final Set<String> BEFORE_BOUNDS =
      Set.of(
          "up",
          "close",
          "near",
          "prior",
          "divisible",
          "multiplied",
          "divided",
          "increased",
          "reduced",
          "más",
          "mas",
          "mais",
          "plus",
          "moins",
          "menos",
          "più",
          "meno",
          "أكبر",
          "أكثر",
          "أقل",
          "أصغر",
          "lebih",
          "kurang");

  private static final Set<String> TO = Set.of("to", "by", "de", "à", "a", "di", "من", "dari");

  private static final Set<String> DOUBTS =
      Set.of(
          "doubt",
          "doubts",
          "doubtful",
          "whether",
          "if",
          "unless",
          "suppose",
          "supposing",
          "assume",
          "assuming",
          "imagine",
          "impossible",
          "unlikely",
          "improbable",
          "deny",
          "nobody",
          "unmöglich",
          "imposible",
          "wenn",
          "falls",
          "если");

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

  /** Words that may stand between a denial and what it denies. */
  private static final Set<String> LINKS =
      Set.of("the", "a", "an", "even", "just", "in", "fact", "of", "one");

  /** Behind a number these bound it. */
  private static final List<String> BOUNDS_BEHIND =
      List.of("以上", "以下", "未満", "未满", "以内", "より", "を超", "이상", "이하", "미만", "초과", "से");

  /** Behind a number these make it another, in scripts without blanks. */
  private static final List<String> CHANGES_BEHIND =
      List.of(
          "的一半", "的半", "的两倍", "的二倍", "的三倍", "的四倍", "的五倍", "的十倍", "的平方", "的立方", "的倒数", "的相反数",
          "的算术平方根", "的三分之", "的四分之", "的五分之", "的十分之", "的百分之", "的阶乘", "の半分", "の二倍", "の三倍", "の平方",
          "の逆数", "の二乗", "의");

  private static final String[] FOREIGN_DENIALS = {
    "不是", "不", "并非", "不等于", "大于", "小于", "至少", "至多", "多于", "少于", "超过", "低于", "高于", "最少", "最多不"
  };

  private final PlainMath sentence;
  private final List<PlainMath.Word> words;

  WordsAround(PlainMath sentence, List<PlainMath.Word> words) {
    this.sentence = sentence;
    this.words = words;
  }

  /**
   * Whether the words around say that what stands there is not the answer.
   *
   * @param hasList whether several numbers stand there
   */
  boolean isNoAnswer(int from, int to, boolean hasList) {
    return isDenied(from)
        || isTurned(from, hasList)
        || (isNegative(from) && isPartOfMore(from - 1))
        || isDeniedBehind(to)
        || isRange(from, to);
  }

  /** "half of 3", "the square root of 16"; of several numbers also a sum. */
  private boolean isTurned(int from, boolean hasList) {
    if (from < 2 || !OF.contains(words.get(from - 1).bare())) {
      return false;
    }
    String word = words.get(from - 2).bare().toLowerCase(Locale.ROOT);
    return word.endsWith("%")
        || OPERATIONS.contains(word)
        || WordsBehind.isMultiple(word)
        || (hasList && RESULTS.contains(word));
  }

  /** "1 over 4", "1 out of 4", "3 to the fourth", "101 in binary": the number is not yet all. */
  private boolean goesOn(int at, String word) {
    boolean isBeforeMath = at + 1 < words.size() && isOperand(at + 1);
    return switch (word) {
      case "over", "of" -> isBeforeMath;
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

  /** "minus 6", "negative 6", 负6; not "10 minus 6", "plus or minus 6", "au moins 6". */
  boolean isNegated(int from) {
    return isNegative(from) && !isPartOfMore(from - 1);
  }

  private boolean isNegative(int from) {
    String word = from > 0 ? words.get(from - 1).bare().toLowerCase(Locale.ROOT) : "";
    return Words.NEGATIVE.contains(word) || word.endsWith("负") || word.endsWith("負");
  }

  private boolean isPartOfMore(int at) {
    String word = at > 0 ? words.get(at - 1).bare().toLowerCase(Locale.ROOT) : "";
    return at > 0 && (sentence.isMath(at - 1) || BEFORE_NEGATIVE.contains(word));
  }

  private boolean isDenied(int from) {
    for (int i = from - 1; i >= Math.max(0, from - 4); i--) {
      String word = words.get(i).bare().toLowerCase(Locale.ROOT);
      boolean isFirst = i == from - 1;
      if (WordsBehind.isDenial(word)
          || MODALS.contains(word)
          || (isFirst && (BOUNDS.contains(word) || TURNS.contains(word)))
          || endsInDenial(word)) {
        return true;
      }
      boolean isBound =
          i > 0
              && TO.contains(word)
              && BEFORE_BOUNDS.contains(words.get(i - 1).bare().toLowerCase(Locale.ROOT));
      if (isBound) {
        return true;
      }
      if (!PlainMath.VERBS.contains(word) && !LINKS.contains(word) && !word.endsWith("ly")) {
        return isDoubted(i);
      }
    }
    return false;
  }

  /** "I doubt that the answer is 5", "whether it is 5": in the same clause. */
  private boolean isDoubted(int from) {
    for (int i = from; i >= Math.max(0, from - 6) && !words.get(i).endsClause(); i--) {
      if (words.get(i).endsItem() || words.get(i).bare().equals("then")) {
        return false; // another clause
      }
      if (DOUBTS.contains(words.get(i).bare().toLowerCase(Locale.ROOT))) {
        return i == 0 || !words.get(i - 1).bare().equalsIgnoreCase("no");
      }
    }
    return false;
  }

  /** Scripts without blanks: 答案不是, 大于. */
  private static boolean endsInDenial(String word) {
    for (String denial : FOREIGN_DENIALS) {
      if (word.endsWith(denial)) {
        return true;
      }
    }
    return false;
  }

  /** "7ではない", "7 is wrong", "7 is not the answer". */
  private boolean isDeniedBehind(int to) {
    if (to + 1 >= words.size()) {
      return false;
    }
    String next = words.get(to + 1).bare().toLowerCase(Locale.ROOT);
    if (words.get(to).endsClause()) {
      return words.get(to).text().endsWith("?") && next.equals("or");
    }
    String beyond = to + 2 < words.size() ? words.get(to + 2).bare() : "";
    if (CHANGES.contains(next)
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
        || (next.equals("的") && to + 2 < words.size() && sentence.isMath(to + 2))
        || CHANGES_BEHIND.stream().anyMatch(next::startsWith)
        || BOUNDS_BEHIND.stream().anyMatch(next::startsWith)) {
      return true;
    }
    if (next.equals("isn't") || next.equals("wasn't") || next.equals("can't")) {
      return true;
    }
    boolean isVerb =
        next.equals("is") || next.equals("was") || next.equals("would") || next.equals("seems");
    for (int i = to + 2; isVerb && i < Math.min(words.size(), to + 5); i++) {
      if (WordsBehind.isDenial(words.get(i).bare())) {
        return true;
      }
    }
    return false;
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

  /** "from 10 to 50", "between 3 and 5". */
  private boolean isRange(int from, int to) {
    String before = from > 0 ? words.get(from - 1).bare().toLowerCase(Locale.ROOT) : "";
    if (before.equals("between") && to - from >= 2) {
      return true;
    }
    boolean isEnd = before.equals("to") || before.equals("through");
    return isEnd
        && from >= 3
        && sentence.isMath(from - 2)
        && words.get(from - 3).bare().equalsIgnoreCase("from");
  }
}

package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges the words around mathematics in a sentence: whether those before it deny, doubt or bound
 * it or turn it into another number; those after it are the affair of {@link WordsAfter}.
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
          "factor",
          "factors",
          "part",
          "parts",
          "power",
          "vielfaches",
          "vielfache",
          "teiler",
          "teil",
          "diviseur",
          "diviseurs",
          "facteur",
          "partie",
          "múltiplo",
          "múltiplos",
          "multiplo",
          "divisore",
          "fattore",
          "fator",
          "parte",
          "doppio",
          "metà",
          "metade",
          "dobro",
          "triplo",
          "veelvoud",
          "deler",
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

  private static final Set<String> OF = Set.of("of", "de", "von", "di", "aus", "van", "da", "do");

  /** Right before a number these say of it what a multiple or a divisor is of another. */
  private static final Set<String> RELATIVES =
      Set.of(
          "кратно",
          "кратное",
          "кратна",
          "кратен",
          "кратному",
          "делитель",
          "делителем",
          "wielokrotność",
          "wielokrotnością",
          "dzielnik",
          "dzielnikiem",
          "kelipatan",
          "faktor",
          "bội",
          "ước",
          "مضاعف",
          "مضاعفات",
          "половина",
          "чем");

  /** Before "of" and several numbers these are one number. */
  private static final Set<String> RESULTS =
      Set.of("sum", "product", "difference", "quotient", "mean", "average", "ratio");

  private static final Set<String> BEFORE_NEGATIVE =
      Set.of("or", "and", "au", "du", "de", "al", "lo", "pelo", "por", "plus", "a", "às", "±");

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
          "superior",
          "inferior",
          "supérieur",
          "supérieure",
          "inférieur",
          "inférieure",
          "maggiore",
          "minore",
          "superiore",
          "inferiore",
          "teilbar",
          "divisibile",
          "divisível",
          "делится",
          "делиться",
          "deelbaar",
          "podzielna",
          "podzielny",
          "podzielne",
          "dibagi",
          "hết",
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

  private static final Set<String> TO =
      Set.of(
          "to", "by", "de", "à", "a", "di", "من", "dari", "durch", "par", "por", "per", "на",
          "door", "przez", "oleh", "cho");

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

  /** Words that may stand between a denial and what it denies. */
  private static final Set<String> LINKS =
      Set.of(
          "the", "a", "an", "even", "just", "in", "fact", "of", "one", "là", "phải", "är", "adalah",
          "jest", "هو", "هي", "مساويا", "er", "on");

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
        || new WordsAfter(sentence, words).areDenying(to)
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
          || (isFirst
              && (BOUNDS.contains(word) || TURNS.contains(word) || RELATIVES.contains(word)))
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

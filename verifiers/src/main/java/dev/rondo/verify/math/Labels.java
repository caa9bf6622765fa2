package dev.rondo.verify.math;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Judges the words before a value: what they say it is of, and whether they make it another's. */
final class Labels {
  private Labels() {}

  /** Words behind which stands what is said of the ones before them: "the area is". */
  private static final Set<String> COPULAS =
      Set.of(
          "is", "are", "equals", "was", "has", "have", "had", "ist", "sind", "hat", "es", "son",
          "tiene", "est", "sont", "é", "è");

  /** In a sentence these say how much something is, has or takes. */
  private static final Set<String> MEASURING =
      Set.of(
          "is",
          "are",
          "was",
          "were",
          "be",
          "equals",
          "has",
          "have",
          "had",
          "needs",
          "need",
          "takes",
          "took",
          "costs",
          "cost",
          "weighs",
          "contains",
          "requires",
          "pays",
          "paid",
          "earns",
          "earned",
          "sold",
          "saved",
          "made",
          "ate",
          "gives",
          "remains",
          "remain",
          "ist",
          "sind",
          "beträgt",
          "hat",
          "lautet",
          "kostet",
          "est",
          "sont",
          "vaut",
          "coûte",
          "es",
          "son",
          "tiene",
          "vale",
          "cuesta",
          "é",
          "è",
          "tem");

  /** What is claimed, or asked, need not be so. */
  private static final Set<String> CLAIMING =
      Set.of("said", "says", "thinks", "thought", "claims", "claimed", "guess", "guessed", "what");

  /** Before "be" these say that something is so. */
  private static final Set<String> SURE = Set.of("will", "must", "shall");

  /** Between what says how much and the value these say nothing. */
  private static final Set<String> LINKS =
      Set.of(
          "exactly",
          "therefore",
          "thus",
          "then",
          "equal",
          "to",
          "also",
          "donc",
          "a",
          "total",
          "of");

  /** In the subject of a sentence these leave open whether, or of what, it is so. */
  private static final Set<String> OPEN =
      Set.of(
          "one",
          "some",
          "each",
          "every",
          "might",
          "may",
          "could",
          "would",
          "can",
          "should",
          "doubt",
          "said",
          "says",
          "thinks",
          "claims",
          "opposite",
          "rest",
          "other",
          "others",
          "only",
          "nobody",
          "hardly",
          "than",
          "unless",
          "whether",
          "until",
          "before",
          "after",
          "ago",
          "once",
          "originally",
          "initially",
          "problem",
          "question",
          "that",
          "which");

  /** At the end of a word of a script without blanks these say what something is. */
  private static final String[] COPULA_ENDINGS = {"为", "是", "為", "等于", "等於", "一共有", "共有", "は"};

  /** What denies, doubts, bounds or changes a value in a script without blanks. */
  private static final String[] UNSURE = {
    "不", "非", "否", "可能", "或", "大概", "约", "至", "超", "多于", "少于", "大于", "小于", "半", "倍", "负", "相反", "倒数"
  };

  /** Of whatever these are, they are another value than its own: "the square of the side". */
  private static final Set<String> CHANGED =
      Set.of(
          "half",
          "third",
          "quarter",
          "double",
          "triple",
          "square",
          "cube",
          "opposite",
          "negative",
          "reciprocal",
          "one",
          "some");

  /** Of an unknown these are another value; of a thing, "the root of the equation", its own. */
  private static final Set<String> PARTS =
      Set.of(
          "root",
          "inverse",
          "digit",
          "digits",
          "multiple",
          "log",
          "logarithm",
          "sine",
          "cosine",
          "tangent",
          "part");

  /** Words for what was asked for itself; so are letters. */
  private static final Set<String> UNKNOWNS =
      Set.of(
          "answer",
          "number",
          "value",
          "result",
          "solution",
          "unknown",
          "variable",
          "it",
          "that",
          "this");

  private static final Set<String> ARTICLES = Set.of("the", "a", "an", "this", "that");

  private static final Set<String> TURNED =
      Set.of(
          "let",
          "iff",
          "twice",
          "thrice",
          "suppose",
          "assume",
          "assuming",
          "supposing",
          "if",
          "unless",
          "minus");

  /** At the end of what is said to be a value these make it another one: "its square is". */
  private static final Set<String> TURNED_AT_END =
      Set.of(
          "half",
          "double",
          "triple",
          "negative",
          "opposite",
          "reciprocal",
          "inverse",
          "square",
          "cube",
          "third",
          "quarter");

  /** Alone before a colon, or before "answer" and "value", these name another value. */
  private static final Set<String> OTHERS =
      Set.of(
          "half",
          "double",
          "triple",
          "opposite",
          "reciprocal",
          "square",
          "cube",
          "negative",
          "previous",
          "next",
          "old",
          "wrong",
          "trap",
          "incorrect");

  private static final Set<String> SAID_OF_ANSWER =
      Set.of("squared", "cubed", "doubled", "halved", "negated", "smaller", "larger", "bigger");

  /** "Reciprocal", "Previous answer", "the answer squared is". */
  private static boolean isOther(List<String> words) {
    int first = !words.isEmpty() && ARTICLES.contains(words.get(0)) ? 1 : 0;
    int size = words.size() - first;
    if (size < 1 || size > 4) {
      return false;
    }
    String head = words.get(first);
    boolean isKnown = size > 1 && UNKNOWNS.contains(words.get(first + 1));
    boolean isSaid =
        UNKNOWNS.contains(head)
            && words.subList(first, words.size()).stream().anyMatch(SAID_OF_ANSWER::contains);
    return OTHERS.contains(head) && (size == 1 || isKnown) || isSaid;
  }

  /**
   * Whether a label speaks of another value than the one asked for: "half of x", "let x"; the half
   * life, the root of the equation and the sum of the digits of n are asked for themselves.
   */
  static boolean isOfAnother(String label) {
    List<String> words = Pieces.of(label.toLowerCase(Locale.ROOT).strip(), " ,:");
    return isTurned(words) || isPartOfUnknown(words) || isOther(words);
  }

  private static boolean isTurned(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      boolean isBound = word.equals("at") && (next.equals("most") || next.equals("least"));
      boolean isHalf =
          word.equals("half")
              && (next.equals("of") || ARTICLES.contains(next) || isUnknown(words, i + 1));
      if (isBound || isHalf || TURNED.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPartOfUnknown(List<String> words) {
    for (int i = 0; i + 1 < words.size(); i++) {
      if (!words.get(i + 1).equals("of")) {
        continue;
      }
      String head = words.get(i);
      if (CHANGED.contains(head) || (PARTS.contains(head) && isUnknown(words, i + 2))) {
        return true;
      }
      if (!head.equals("value")) {
        return false; // the sum of the digits of n: a sum
      }
    }
    return false;
  }

  /** Whether a letter begins here, or words speak of what was asked for: "the correct answer". */
  private static boolean isUnknown(List<String> words, int from) {
    int first = from;
    while (first + 1 < words.size() && ARTICLES.contains(words.get(first))) {
      first++;
    }
    boolean isLetter =
        first + 1 == words.size() && first == from && Notation.GREEK.contains(words.get(first));
    return isLetter
        || first >= words.size()
        || words.get(first).length() <= 2
        || !Collections.disjoint(words.subList(first, words.size()), UNKNOWNS);
  }

  /**
   * The value that a sentence says, with what stands behind it: "12 years old" of "Tom is 12 years
   * old"; null if none is said, or it is denied, doubted, bounded or said of something else.
   */
  static String valueOfSentence(String sentence) {
    String plain = sentence.strip();
    int number = 0;
    while (number < plain.length() && !isNumberAt(plain, number)) {
      number++;
    }
    for (int i = 0; number == plain.length() && i < number; i++) {
      boolean isStart = i == 0 || plain.charAt(i - 1) == ' ';
      int to = isStart ? Characters.afterLetters(plain, i) : i;
      number = to > i && Words.number(plain.substring(i, to)) > 1 ? i : number;
    }
    List<String> words = Pieces.of(plain.substring(0, number).toLowerCase(Locale.ROOT), " ,");
    int verb = words.size() - 1;
    while (verb > 0 && LINKS.contains(words.get(verb))) {
      verb--;
    }
    boolean isSaid =
        number < plain.length()
            && verb > 0
            && MEASURING.contains(words.get(verb))
            && (!words.get(verb).equals("be") || SURE.contains(words.get(verb - 1)))
            && Collections.disjoint(words, OPEN)
            && words.stream().noneMatch(word -> Words.number(word) > 1)
            && !WordsBehind.areDenying(plain.substring(0, number));
    if (!isSaid) {
      return null;
    }
    List<String> subject = words.subList(0, verb);
    boolean isOther =
        isOfAnother(String.join(" ", subject))
            || isSaidOfOther(subject, words.get(verb))
            || WordsBehind.isMultiple(subject.get(verb - 1))
            || (!subject.contains("of") && TURNED_AT_END.contains(subject.get(verb - 1)));
    String value = plain.substring(number);
    return isOther || !Collections.disjoint(Pieces.of(value, " ,."), OPEN) ? null : value;
  }

  private static boolean isNumberAt(String text, int at) {
    char c = text.charAt(at);
    boolean isBegun = (c == '-' || c == '.') && (at == 0 || text.charAt(at - 1) == ' ');
    return c == '\\' || isBegun || Characters.isDigit(c);
  }

  /** "The answer has 9 digits", "each has 9", "it is said to be", "what is". */
  private static boolean isSaidOfOther(List<String> subject, String verb) {
    String first = subject.get(0);
    boolean isHaving = verb.startsWith("ha") || verb.startsWith("tiene");
    return first.equals("each")
        || first.equals("every")
        || !Collections.disjoint(subject, CLAIMING)
        || (isHaving && UNKNOWNS.contains(subject.get(subject.size() - 1)) && subject.size() > 1);
  }

  /**
   * What words before a value speak of, "the area" in "the area is"; null if they do not end in
   * what says that it is the value, or deny, doubt or halve it.
   */
  static String subject(String words) {
    List<String> list = Pieces.of(words.toLowerCase(Locale.ROOT), " ");
    if (list.isEmpty() || WordsBehind.areDenying(words)) {
      return null;
    }
    String last = list.get(list.size() - 1);
    if (COPULAS.contains(last) && list.size() > 1) {
      String subject = words.substring(0, words.length() - last.length()).strip();
      boolean isOther =
          list.contains("one")
              || list.contains("some")
              || isSaidOfOther(list.subList(0, list.size() - 1), last)
              || (!list.contains("of") && TURNED_AT_END.contains(list.get(list.size() - 2)))
              || list.get(list.size() - 2).equals("squared")
              || list.get(list.size() - 2).equals("cubed")
              || isOfAnother(subject);
      return isOther ? null : subject;
    }
    for (String ending : COPULA_ENDINGS) {
      if (last.endsWith(ending)
          && list.size() == 1
          && Stream.of(UNSURE).noneMatch(words::contains)) {
        return words;
      }
    }
    return null;
  }
}

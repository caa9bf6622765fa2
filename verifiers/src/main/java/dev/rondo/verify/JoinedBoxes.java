package dev.rondo.verify;

import java.util.Set;

/**
 * Says which boxes are parts of one answer by what stands between them: marks, conjunctions, the
 * name that the next one is given, a few words with a conjunction; never a new thought.
 */
final class JoinedBoxes {
  /** Between two boxes of one answer stand this many characters at most. */
  private static final int MOST_CHARACTERS = 40;

  /** Words that begin another answer instead of another part. */
  private static final Set<String> NEW_THOUGHTS =
      Set.of(
          "is",
          "are",
          "so",
          "thus",
          "therefore",
          "hence",
          "then",
          "wait",
          "but",
          "not",
          "no",
          "actually",
          "final",
          "answer",
          "correct",
          "wrong",
          "first",
          "now",
          "since",
          "because",
          "get",
          "gives",
          "give",
          "obtain",
          "have",
          "yields",
          "becomes",
          "find",
          "finally");

  private static final Set<String> DOUBTS = Set.of("maybe", "perhaps", "possibly");

  /** First words of another case, or of another way to an answer. */
  private static final Set<String> CASES =
      Set.of(
          "if",
          "otherwise",
          "else",
          "when",
          "whereas",
          "while",
          "wenn",
          "sonst",
          "für",
          "andernfalls",
          "dagegen",
          "si",
          "sinon",
          "pour",
          "para",
          "se",
          "for",
          "если",
          "иначе",
          "при",
          "若",
          "如果",
          "当",
          "否则");

  private static final Set<String> CONCLUSIONS =
      Set.of("so", "thus", "therefore", "hence", "then", "wait", "but", "actually", "finally");

  private static final Set<String> OTHERS =
      Set.of("second", "other", "another", "alternatively", "otherwise", "zweite", "andere");

  /** First words of a sentence that offers another answer in case the first one is wrong. */
  private static final Set<String> OFFERS =
      Set.of(
          "if",
          "or",
          "otherwise",
          "alternatively",
          "else",
          "should",
          "maybe",
          "perhaps",
          "possibly",
          "falls",
          "wenn",
          "oder",
          "sonst",
          "andernfalls",
          "vielleicht",
          "si",
          "sinon",
          "ou",
          "sino",
          "quizás",
          "если",
          "или",
          "иначе",
          "возможно",
          "如果",
          "若",
          "否则",
          "或者",
          "也许",
          "もし",
          "または");

  /** Anywhere before the next box these offer it beside the first one. */
  private static final Set<String> HEDGES =
      Set.of(
          "alternative",
          "alternatively",
          "otherwise",
          "maybe",
          "perhaps",
          "possibly",
          "guess",
          "backup",
          "accepted",
          "might",
          "vielleicht",
          "quizás",
          "возможно");

  /** These take the first box back, so that the next one stands alone. */
  private static final Set<String> RETRACTIONS =
      Set.of(
          "wait",
          "actually",
          "wrong",
          "mistake",
          "error",
          "recheck",
          "check",
          "sorry",
          "correction",
          "corrected",
          "let",
          "hmm",
          "verify",
          "so",
          "thus",
          "therefore",
          "hence",
          "finally",
          "substitute",
          "substituting",
          "step");

  /** Between a box and another that is offered in its place stand this many characters at most. */
  private static final int MOST_OF_OFFER = 120;

  private static final Set<String> MARKUP = Set.of("text", "quad", "qquad", "mathrm", "textbf");

  private JoinedBoxes() {}

  /** Whether what stands from one box to the next makes them one answer. */
  static boolean areOneAnswer(String text, int from, int to) {
    if (to >= from && to - from <= MOST_OF_OFFER && isOffer(text.substring(from, to))) {
      return true;
    }
    if (to < from || to - from > MOST_CHARACTERS) {
      return to - from > 0 && to - from <= 2 * MOST_CHARACTERS && isCase(text.substring(from, to));
    }
    if (isCase(text.substring(from, to))) {
      return true;
    }
    String between = AnswerExtractor.lower(text.substring(from, withoutName(text, from, to)));
    boolean onlyMarks = true;
    boolean hasConjunction = false;
    StringBuilder word = new StringBuilder();
    for (int i = 0; i <= between.length(); i++) {
      char c = i < between.length() ? between.charAt(i) : ' ';
      if (Character.isLetter(c)) {
        word.append(c);
        continue;
      }
      if (!word.isEmpty()) {
        String name = word.toString();
        boolean isConjunction = Conjunctions.of(name) != null || DOUBTS.contains(name);
        hasConjunction |= isConjunction;
        boolean isLabel = name.length() == 1 && c == ')';
        onlyMarks &= isConjunction || MARKUP.contains(name) || isLabel;
        if (!isConjunction && NEW_THOUGHTS.contains(name)) {
          return false;
        }
        word.setLength(0);
      }
      if (c == '\n' && i > 0 && between.charAt(i - 1) == '\n') {
        return false;
      }
      if (" \n\t$,;()[]{}\\、，；/|&•*-–—".indexOf(c) < 0) {
        return false;
      }
    }
    return onlyMarks || hasConjunction;
  }

  /**
   * Whether the same sentence goes on with another case, or what another way gives: "if not, it
   * equals", "the second one gives".
   */
  private static boolean isCase(String between) {
    boolean isFirst = true;
    boolean isCase = false;
    int from = 0;
    for (int i = 0; i <= between.length(); i++) {
      char c = i < between.length() ? between.charAt(i) : ' ';
      if (Character.isLetter(c)) {
        continue;
      }
      if (".!?。\n".indexOf(c) >= 0) {
        return false;
      }
      String word = AnswerExtractor.lower(between.substring(from, i));
      from = i + 1;
      if (CONCLUSIONS.contains(word)) {
        return false;
      }
      isCase |= OTHERS.contains(word) || (isFirst && CASES.contains(word));
      isFirst &= word.isEmpty() || MARKUP.contains(word) || Conjunctions.of(word) != null;
    }
    return isCase;
  }

  /** Whether the next sentence offers another answer: "If that is not accepted, take". */
  private static boolean isOffer(String between) {
    boolean isFirst = true;
    boolean isOffered = false;
    boolean isBehindSentence = false;
    int from = 0;
    for (int i = 0; i <= between.length(); i++) {
      char c = i < between.length() ? between.charAt(i) : ' ';
      if (Character.isLetter(c)) {
        continue;
      }
      String word = AnswerExtractor.lower(between.substring(from, i));
      from = i + 1;
      if (RETRACTIONS.contains(word)) {
        return false;
      }
      isOffered |= HEDGES.contains(word) || (isFirst && isBehindSentence && beginsOffer(word));
      isFirst &= word.isEmpty() || MARKUP.contains(word);
      isBehindSentence |= ".!?。；;".indexOf(c) >= 0;
      if (c == '\n' && i > 0 && between.charAt(i - 1) == '\n') {
        return false;
      }
    }
    return isOffered;
  }

  private static boolean beginsOffer(String word) {
    if (OFFERS.contains(word)) {
      return true;
    }
    boolean isForeign = !word.isEmpty() && word.charAt(0) > 0x2e80;
    return isForeign && OFFERS.stream().anyMatch(word::startsWith);
  }

  /** The name that a box is given by an equals sign before it, such as x_1; null if it has none. */
  static String nameBefore(String text, int box) {
    int to = equals(text, box);
    if (to < 0) {
      return null;
    }
    int from = nameStart(text, to);
    return from < 0 ? null : text.substring(from, to).strip();
  }

  /** Where a box with its name begins. */
  private static int withoutName(String text, int from, int box) {
    int to = equals(text, box);
    int start = to < 0 ? -1 : nameStart(text, to);
    return start < from ? box : start;
  }

  /** Where the equals sign before a box stands; -1 if there is none. */
  private static int equals(String text, int box) {
    int i = box - 1;
    while (i >= 0 && " $".indexOf(text.charAt(i)) >= 0) {
      i--;
    }
    return i > 0 && text.charAt(i) == '=' ? i : -1;
  }

  private static int nameStart(String text, int equals) {
    int end = equals;
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    int i = end - 1;
    if (i >= 0 && text.charAt(i) == '}') {
      i--;
      while (i > 0 && end - i < 6 && Character.isLetterOrDigit(text.charAt(i))) {
        i--;
      }
      i = text.charAt(Math.max(i, 0)) == '{' ? i - 1 : -1;
    } else if (i > 0 && Character.isLetterOrDigit(text.charAt(i)) && text.charAt(i - 1) == '_') {
      i--;
    }
    if (i > 0 && text.charAt(i) == '_') {
      i--;
    }
    boolean isLetter = i >= 0 && Character.isLetter(text.charAt(i));
    boolean isAlone =
        isLetter
            && (i == 0
                || (!Character.isLetterOrDigit(text.charAt(i - 1)) && text.charAt(i - 1) != '\\'));
    return isAlone ? i : -1;
  }
}

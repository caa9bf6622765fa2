package dev.rondo.verify;

import java.util.Set;

/**
 * Finds the answer that words state: "the answer is 5", "Answer: 5", "A: 5", in several languages;
 * not one that is denied, doubted or taken back.
 */
final class AnswerWords {
  /** So many of the last places where a word for "answer" stands are looked at. */
  private static final int MOST_LOOKS = 500;

  private static final String FINAL = "final ";

  /** Right behind it stands the option that a solution ends in. */
  private static final String CHOSEN = "故选";

  private static final String[] ANSWER_WORDS = {
    "answer",
    "答案",
    "respuesta",
    "réponse",
    "antwort",
    "resposta",
    "risposta",
    "ответ",
    "解答",
    "정답",
    "correct option",
    "correct choice",
    "right option",
    "right choice",
    "正确选项"
  };

  private static final String[] ANSWER_VERBS = {
    "is", "are", "was", "be", "equals", "es", "est", "ist", "é", "è", "是", "为", "為", "는", "은"
  };

  /** Between the word for "answer" and its verb these state no answer. */
  private static final Set<String> DENYING =
      Set.of(
          "not", "never", "cannot", "might", "could", "不是", "nicht", "nie", "pas", "不", "no", "non",
          "não", "ne");

  /** What follows a statement that is taken back at once. */
  private static final String[] TAKEN_BACK = {
    "no wait", "no, wait", "wait", "actually", "sorry", "correction", "hmm", "but wait", "or "
  };

  /** What gives the reason of an answer, and is none itself. */
  private static final String[] REASONS = {
    " because",
    " since the ",
    " since it ",
    ", since ",
    ", as the ",
    " weil ",
    ", da ",
    " porque ",
    ", pues ",
    " parce que ",
    " car ",
    " perché ",
    "因为",
    "因為",
    "потому что",
    ", так как",
    ", поскольку",
    "なぜなら",
    "왜냐하면"
  };

  private AnswerWords() {}

  /**
   * What follows the last word for "answer" that states one; null if there is none.
   *
   * @param lower the text in lower case
   * @param isFinal whether "final" must stand before the word
   */
  static String stated(String scope, String lower, boolean isFinal) {
    int best = -1;
    if (isFinal && lower.indexOf(FINAL) < 0) {
      return null;
    }
    for (String word : ANSWER_WORDS) {
      int looks = 0;
      for (int at = AnswerExtractor.lastOf(lower, word);
          at > best && looks < MOST_LOOKS;
          at = lower.lastIndexOf(word, at - 1), looks++) {
        if (isFinal && !lower.startsWith(FINAL, at - FINAL.length())) {
          continue;
        }
        int from = afterVerb(lower, at + word.length());
        if (from >= 0
            && !AnswerExtractor.segment(scope, from).isEmpty()
            && !isDenied(lower, from)
            && !isDoubted(lower, at)
            && !isTakenBack(scope, lower, from)) {
          best = from;
          break;
        }
      }
    }
    if (!isFinal) {
      best = Math.max(best, afterShortMark(lower, scope));
      int chosen = scope.lastIndexOf(CHOSEN);
      best = Math.max(best, chosen < 0 ? -1 : chosen + CHOSEN.length());
    }
    return best < 0 ? null : withoutReason(AnswerExtractor.segment(scope, best));
  }

  /** "undefined, because the denominator is 0" without the reason. */
  static String withoutReason(String stated) {
    String lower = AnswerExtractor.lower(stated);
    int to = stated.length();
    for (String reason : REASONS) {
      int at = lower.indexOf(reason);
      to = at >= 0 && at < to ? at : to;
    }
    String before = stated.substring(0, to).strip();
    if (before.endsWith(",")) {
      before = before.substring(0, before.length() - 1);
    }
    return before.chars().anyMatch(Character::isLetterOrDigit) ? before : stated;
  }

  /** Whether a text speaks of an answer, in some language. */
  static boolean speaksOfAnswer(String lower) {
    for (String word : ANSWER_WORDS) {
      if (lower.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** "The answer is not 5". */
  private static boolean isDenied(String lower, int from) {
    int at = from;
    while (at < lower.length() && " *_:".indexOf(lower.charAt(at)) >= 0) {
      at++;
    }
    for (String denial : new String[] {"not ", "never ", "nicht ", "pas ", "不是"}) {
      if (lower.startsWith(denial, at)) {
        return true;
      }
    }
    return false;
  }

  /** "I doubt the answer is 5", "whether the answer is 5". */
  private static boolean isDoubted(String lower, int at) {
    int from = at;
    while (from > 0 && at - from < 40 && ".?!\n".indexOf(lower.charAt(from - 1)) < 0) {
      from--;
    }
    String before = lower.substring(from, at);
    return before.contains("doubt") && !before.contains("no doubt") || before.contains("whether");
  }

  /** "The answer is 15%. No wait, it is 16%." */
  private static boolean isTakenBack(String scope, String lower, int from) {
    int at =
        scope.indexOf(AnswerExtractor.segment(scope, from), from)
            + AnswerExtractor.segment(scope, from).length();
    while (at < lower.length() && " .*_?!".indexOf(lower.charAt(at)) >= 0) {
      at++;
    }
    for (String word : TAKEN_BACK) {
      if (lower.startsWith(word, at)) {
        return true;
      }
    }
    return false;
  }

  /** "A: 42" at the start of a line. */
  private static int afterShortMark(String lower, String scope) {
    for (int at = lower.lastIndexOf("a:"); at >= 0; at = lower.lastIndexOf("a:", at - 1)) {
      if ((at == 0 || lower.charAt(at - 1) == '\n')
          && !AnswerExtractor.segment(scope, at + 2).isEmpty()) {
        return at + 2;
      }
    }
    return -1;
  }

  /**
   * Where the answer begins after the word "answer": behind a colon, an equals sign or a verb in
   * the same sentence, or on the next line of a headline; -1 if there is none of them.
   */
  private static int afterVerb(String lower, int at) {
    int end = Math.min(lower.length(), at + 80);
    int i = at;
    while (i < end) {
      char c = lower.charAt(i);
      if (c == ':' || c == '=' || c == '：') {
        return i + 1;
      }
      if (c == '\n') {
        boolean isHeadline = lower.substring(at, i).chars().noneMatch(Character::isLetterOrDigit);
        return isHeadline ? i + 1 : -1;
      }
      if (c == '.' || c == '?' || c == '!' || c == ';' || c == '$' || c == '\\') {
        return -1;
      }
      if (Character.isLetter(c)) {
        int to = i;
        while (to < lower.length() && Character.isLetter(lower.charAt(to))) {
          to++;
        }
        String word = lower.substring(i, to);
        if (DENYING.contains(word)
            || lower.startsWith("n't", to - 1)
            || lower.startsWith("n’t", to - 1)) {
          return -1; // "the answer cannot be 5" states none
        }
        for (String verb : ANSWER_VERBS) {
          if (word.equals(verb)) {
            return to;
          }
          if (word.startsWith(verb) && word.charAt(0) > 0x2fff) {
            return i + verb.length();
          }
        }
        i = to;
      } else {
        i++;
      }
    }
    return -1;
  }
}

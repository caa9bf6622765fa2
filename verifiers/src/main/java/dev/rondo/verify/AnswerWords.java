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
  private static final String[] CHOSEN = {"故选", "应选", "因此选", "所以选", "答案选", "，选", "。选"};

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

  private static final String[] RESTATING = {
    ", i.e. ",
    ", i.e., ",
    ", that is ",
    ", that is, ",
    ", d.h. ",
    ", d. h. ",
    ", das heißt ",
    ", es decir, ",
    ", c'est-à-dire ",
    ", soit ",
    ", ou seja, ",
    ", cioè ",
    ", то есть ",
    "，即",
    "，也就是"
  };

  private static final String[] CLAUSE_ENDS = {",", "，", " then ", " dann ", "那么", "；", ";"};

  /** In what is stated these say that it is not so. */
  private static final String[] REFUTED = {
    "which contradicts",
    "a contradiction",
    "this contradicts",
    "that contradicts",
    "it contradicts",
    "which is impossible",
    "which is wrong",
    "which is incorrect",
    "which is not correct",
    "which is false",
    "which cannot be",
    "which can't be",
    "which is absurd",
    "but this is wrong",
    "but that is wrong",
    "but this is incorrect",
    "but that is incorrect",
    "but it is wrong",
    "but this is impossible",
    "but that is impossible",
    "but that's wrong",
    "but that's impossible",
    "would be wrong",
    "would be incorrect",
    "was falsch ist",
    "ein widerspruch",
    "lo cual es falso",
    "lo cual es imposible",
    "ce qui est faux",
    "ce qui est impossible",
    "矛盾",
    "是错的",
    "是错误的",
    "不正确",
    "不对"
  };

  /** Before the word for "answer" in its clause these say that what follows is not stated. */
  private static final String[] UNSAID = {
    "whether ",
    "if ",
    "unless ",
    "suppose ",
    "supposing ",
    "assume ",
    "assuming ",
    "imagine ",
    "impossible ",
    "unlikely ",
    "improbable ",
    "false ",
    "wrong ",
    "not true ",
    "not the case ",
    "not clear ",
    "not say ",
    "not think ",
    "not believe ",
    "n't think ",
    "n't believe ",
    "n't say ",
    "deny ",
    "denies ",
    "contradicts ",
    "might think ",
    "may think ",
    "could think ",
    "would think ",
    "might guess ",
    "would guess ",
    "might expect ",
    "would expect ",
    "tempting to say ",
    "tempting to think ",
    "nobody ",
    "no one ",
    "wenn ",
    "falls ",
    "angenommen",
    "unmöglich",
    "nicht wahr",
    "ob die ",
    "si la ",
    "si el ",
    "supongamos",
    "imposible ",
    "suppos",
    "se a ",
    "se la ",
    "если ",
    "предположим",
    "невозможно",
    "如果",
    "若",
    "假设",
    "假如",
    "不可能",
    "もし"
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
      for (String word : CHOSEN) {
        int chosen = AnswerExtractor.lastOf(scope, word);
        int behind = chosen + word.length();
        boolean isOption = chosen >= 0 && (word.equals("故选") || isOptionAt(scope, behind));
        best = isOption ? Math.max(best, behind) : best;
      }
    }
    return best < 0 ? null : restated(withoutReason(AnswerExtractor.segment(scope, best)));
  }

  /** What an answer is said to be in other words: 720 of "60 dozen, i.e. 720". */
  private static String restated(String stated) {
    String lower = AnswerExtractor.lower(stated);
    for (String words : RESTATING) {
      int behind = lower.lastIndexOf(words) + words.length();
      boolean isMath =
          behind >= words.length()
              && behind < lower.length()
              && "0123456789$\\-".indexOf(lower.charAt(behind)) >= 0;
      boolean isOther =
          isMath && stated.substring(0, behind).chars().anyMatch(c -> c >= '0' && c <= '9');
      if (isOther) {
        return stated.substring(behind);
      }
    }
    return stated;
  }

  /** Whether an option letter stands there, alone or in brackets. */
  private static boolean isOptionAt(String text, int from) {
    int at = from;
    while (at < text.length() && " （(：:".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    boolean isLetter = at < text.length() && text.charAt(at) >= 'A' && text.charAt(at) <= 'J';
    return isLetter && (at + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(at + 1)));
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

  /** Whether the last word for "answer" stands where none is stated: "suppose the answer is 5". */
  static boolean isUnsaid(String lower) {
    int last = -1;
    for (String word : ANSWER_WORDS) {
      last = Math.max(last, AnswerExtractor.lastOf(lower, word));
    }
    return last >= 0 && isDoubted(lower, last);
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
    if (before.contains("doubt") && !before.contains("no doubt")) {
      return true;
    }
    int clauseFrom = -1;
    for (String end : CLAUSE_ENDS) {
      clauseFrom = Math.max(clauseFrom, before.lastIndexOf(end));
    }
    String clause = before.substring(clauseFrom + 1);
    for (String word : UNSAID) {
      int found = clause.indexOf(word);
      boolean isWord =
          found >= 0
              && (word.charAt(0) > 0x2e80
                  || found == 0
                  || word.startsWith("n't")
                  || !Character.isLetter(clause.charAt(found - 1)));
      if (isWord) {
        return true;
      }
    }
    return false;
  }

  /** "The answer is 15%. No wait, it is 16%." */
  private static boolean isTakenBack(String scope, String lower, int from) {
    if (isRefuted(AnswerExtractor.lower(AnswerExtractor.segment(scope, from)))) {
      return true;
    }
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

  /** Whether a text, in lower case, says that what it states is not so. */
  static boolean isRefuted(String lower) {
    for (String word : REFUTED) {
      if (lower.contains(word)) {
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

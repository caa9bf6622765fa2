package dev.rondo.verify;

import java.util.Set;

/**
 * Says where a sentence that speaks of an answer states none: it is denied, doubted, supposed,
 * taken back, or something else is said of it.
 */
final class AnswerDoubts {
  /** What follows a statement that is taken back at once. */
  private static final String[] TAKEN_BACK = {
    "no wait",
    "no, ",
    "no. ",
    "nope",
    "wait",
    "actually",
    "sorry",
    "correction",
    "hmm",
    "but wait",
    "or ",
    "oops",
    "edit:",
    "scratch that",
    "hold on",
    "on second thought",
    "let me correct",
    "that is wrong",
    "that is incorrect",
    "that's wrong",
    "this is wrong",
    "this is incorrect",
    "however, this misses",
    "moment,",
    "nein, ",
    "non, ",
    "不对",
    "不，"
  };

  /** Before the word for "answer" in its clause these say that what follows is not stated. */
  private static final String[] UNSAID = {
    "whether ",
    "if ",
    "said ",
    "says ",
    "claims ",
    "claimed ",
    "i thought ",
    "we thought ",
    "he thought ",
    "they thought ",
    "guessed ",
    "mistake ",
    "incorrect ",
    "erroneous ",
    "twice the ",
    "half the ",
    "double the ",
    "triple the ",
    "half of ",
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

  private static final String[] CLAUSE_ENDS = {",", "，", " then ", " dann ", "那么", "；", ";"};

  /** Before a value these say that it may be the answer, too: "could also be 42". */
  private static final String[] OFFERED = {
    "could be ",
    "could also be ",
    "might be ",
    "might also be ",
    "may be ",
    "may also be ",
    "can also be ",
    "maybe ",
    "perhaps ",
    "possibly ",
    "könnte auch ",
    "vielleicht ",
    "peut-être ",
    "pourrait aussi être ",
    "también podría ser ",
    "podría ser ",
    "pode também ser ",
    "также может быть ",
    "может быть ",
    "也可能是",
    "也许是",
    "可能是",
    "かもしれ"
  };

  /** In what is stated these say that it is not so. */
  private static final String[] REFUTED = {
    "but it is ",
    "but it's ",
    "but actually",
    "but the correct",
    "but the right",
    "but the true",
    "; now it is",
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

  /** Between the word for "answer" and a number these leave it the answer. */
  private static final Set<String> STATING =
      Set.of(
          "of",
          "to",
          "is",
          "are",
          "be",
          "was",
          "will",
          "must",
          "should",
          "would",
          "comes",
          "came",
          "out",
          "we",
          "get",
          "got",
          "obtain",
          "gives",
          "becomes",
          "turns",
          "as",
          "the",
          "an",
          "this",
          "that",
          "question",
          "problem",
          "part",
          "equals",
          "equal",
          "simply",
          "just",
          "exactly",
          "approximately",
          "about",
          "around",
          "only",
          "then",
          "therefore",
          "thus",
          "so",
          "hence",
          "indeed",
          "number",
          "value",
          "total",
          "option",
          "choice",
          "letter",
          "interval",
          "set",
          "point",
          "fraction",
          "in",
          "for",
          "and",
          "which",
          "have",
          "found",
          "find",
          "it",
          "there",
          "es",
          "est",
          "ist",
          "lautet",
          "beträgt",
          "vale",
          "vaut",
          "será",
          "sera",
          "sería",
          "igual",
          "égale",
          "donc",
          "demnach",
          "somit",
          "also",
          "daher",
          "la",
          "el",
          "le",
          "die",
          "der",
          "das",
          "por",
          "lo",
          "tanto");

  private AnswerDoubts() {}

  /** Whether the last word for "answer" stands where none is stated: "suppose the answer is 5". */
  static boolean isUnsaid(String lower) {
    int last = -1;
    for (String word : AnswerWords.ANSWER_WORDS) {
      last = Math.max(last, AnswerExtractor.lastOf(lower, word));
    }
    return last >= 0 && isDoubted(lower, last);
  }

  /**
   * Whether a sentence says something of its answer that does not state it, "the answer has 3
   * digits": between the word and the number stand words that are not known to state it.
   */
  static boolean isAboutAnswer(String lower) {
    int at = -1;
    for (String word : new String[] {"answer", "respuesta", "réponse", "antwort"}) {
      int found = AnswerExtractor.lastOf(lower, word);
      at = found < 0 ? at : Math.max(at, found + word.length());
    }
    if (at < 0) {
      return false;
    }
    if (lower.indexOf('?', at) >= 0) {
      return true; // is the answer 42?
    }
    int to = at;
    while (to < lower.length() && "0123456789$\\".indexOf(lower.charAt(to)) < 0) {
      to++;
    }
    if (to == lower.length()) {
      return false;
    }
    StringBuilder word = new StringBuilder();
    for (int i = at; i <= to; i++) {
      char c = lower.charAt(i);
      if (i < to && Character.isLetter(c)) {
        word.append(c);
        continue;
      }
      if (word.length() > 1 && !STATING.contains(word.toString())) {
        return true;
      }
      word.setLength(0);
    }
    return false;
  }

  /** Whether a text, in lower case, says that what it states is not so, or offers another value. */
  static boolean isRefuted(String lower) {
    for (String word : REFUTED) {
      if (lower.contains(word)) {
        return true;
      }
    }
    for (String word : OFFERED) {
      for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
        if (beginsValue(lower, at + word.length())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a number or a formula begins at a place. */
  static boolean beginsValue(String text, int at) {
    return at < text.length() && "0123456789$-−\\".indexOf(text.charAt(at)) >= 0;
  }

  /** "I doubt the answer is 5", "whether the answer is 5". */
  static boolean isDoubted(String lower, int at) {
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
    if (endsInPart(clause)) {
      return true;
    }
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

  /** "The last digit of the" answer, "the square of the" answer; not "the value of the". */
  private static boolean endsInPart(String clause) {
    for (String article : new String[] {"of the ", "of our ", "of my ", "of this "}) {
      if (clause.endsWith(article)) {
        String whole = clause.substring(0, clause.length() - article.length()).stripTrailing();
        return !whole.endsWith("value") && !whole.endsWith("form") && !whole.endsWith("statement");
      }
    }
    return false;
  }

  /** "The answer is 15%. No wait, it is 16%." */
  static boolean isTakenBack(String scope, String lower, int from) {
    String stated = AnswerExtractor.lower(AnswerExtractor.segment(scope, from));
    if (isRefuted(stated)
        || stated.endsWith("?")
        || stated.contains("? ")
        || stated.endsWith("？")) {
      return true;
    }
    int at =
        scope.indexOf(AnswerExtractor.segment(scope, from), from)
            + AnswerExtractor.segment(scope, from).length();
    while (at < lower.length() && " .*_?!\n".indexOf(lower.charAt(at)) >= 0) {
      at++;
    }
    for (String word : TAKEN_BACK) {
      if (lower.startsWith(word, at)) {
        return true;
      }
    }
    return false;
  }

  /** "The answer is not 5". */
  static boolean isDenied(String lower, int from) {
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
}

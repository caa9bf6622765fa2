package dev.rondo.verify;

/**
 * Takes the reason off the end of a text in which nothing marks an answer: "n is at most 250, since
 * n = 251 fails" states 250. What is concluded from a reason is kept.
 */
final class ReasonClauses {
  /** So much at the end of a text is read. */
  private static final int MOST_CHARACTERS = 1000;

  private static final String[] REASONS = {
    " because ",
    " since ",
    ", as ",
    ", for if ",
    ", for otherwise ",
    " weil ",
    ", da ",
    ", denn ",
    " parce que ",
    " parce qu'",
    " puisque ",
    " puisqu'",
    ", car ",
    " porque ",
    " ya que ",
    " puesto que ",
    ", pues ",
    ", pois ",
    " já que ",
    " perché ",
    " poiché ",
    " omdat ",
    " ponieważ ",
    " çünkü ",
    " потому что ",
    ", так как ",
    ", поскольку ",
    ", ибо ",
    "因为",
    "因為",
    "なぜなら",
    "왜냐하면"
  };

  /** At the beginning of the last sentence these give the reason of the one before it. */
  private static final String[] SENTENCES = {
    "this is because",
    "that is because",
    "that's because",
    "it is because",
    "the reason is",
    "das liegt daran",
    "c'est parce que",
    "esto se debe a",
    "这是因为",
    "這是因為"
  };

  /** Before another value, which the clause says to fail, these only set it against the answer. */
  private static final String[] CONTRASTS = {
    ", while ", " whereas ", ", but ", ", während ", ", tandis que ", ", mientras que ", "，而"
  };

  private static final String[] FAILING = {
    "fails",
    "violates",
    "does not work",
    "doesn't work",
    "do not work",
    "is too large",
    "is too big",
    "is too small",
    "contradicts",
    "is impossible",
    "is not possible",
    "does not satisfy",
    "doesn't satisfy",
    "is not allowed",
    "is invalid",
    "nicht",
    "ne convient pas",
    "no cumple",
    "不"
  };

  /** A clause with these goes on to another value. */
  private static final String[] GOING_ON = {
    " giving ",
    " making ",
    " leaving ",
    "which makes",
    "which gives",
    "which leaves",
    "in total",
    "in all",
    "altogether",
    " left",
    "insgesamt",
    "en tout",
    "au total",
    "en total",
    "一共",
    "总共",
    "共有"
  };

  /** Of these one stands in a sentence in French. */
  private static final String[] FRENCH = {
    " est ", "'est ", " sont ", " le ", " les ", " une ", " un ", " des ", " et ", " on ", "donc "
  };

  /** Since these something has been, for no reason. */
  private static final String[] TIMES = {
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "yesterday",
    "then",
    "last ",
    "noon",
    "midnight",
    "birth"
  };

  private ReasonClauses() {}

  /** The text without the reason that it ends with; itself if it ends with none. */
  static String without(String text) {
    int from = Math.max(0, text.length() - MOST_CHARACTERS);
    String lower = AnswerExtractor.lower(text.substring(from)).replace('’', '\'');
    int start = lastSentence(lower);
    String sentence = lower.substring(start);
    if (start > 0 && !SentenceDoubts.concludes(sentence)) {
      for (String reason : SENTENCES) {
        if (sentence.startsWith(reason)) {
          return text.substring(0, from + start).strip();
        }
      }
    }
    int cut = Math.max(cut(sentence, REASONS, false), cut(sentence, CONTRASTS, true));
    return cut < 0 ? text : text.substring(0, from + start + cut).strip();
  }

  /** Where such a clause begins behind mathematics, and holds some; -1 if there is none. */
  private static int cut(String sentence, String[] words, boolean mustFail) {
    int first = -1;
    for (String word : words) {
      int at = sentence.indexOf(word);
      at = at >= 0 && isNoReason(sentence, word, at + word.length()) ? -1 : at;
      first = at >= 0 && (first < 0 || at < first) ? at : first;
    }
    int ofLetter = mustFail ? -1 : sentence.indexOf(", for ");
    if (ofLetter > 0 && (first < 0 || ofLetter < first) && isLetter(sentence, ofLetter + 6)) {
      first = ofLetter;
    }
    if (first <= 0
        || !SentenceDoubts.hasMathematics(sentence.substring(0, first))
        || !SentenceDoubts.hasMathematics(sentence.substring(first))) {
      return -1;
    }
    String clause = sentence.substring(first);
    if (isPremise(sentence.substring(0, first), clause)) {
      return -1;
    }
    boolean isOver = !SentenceDoubts.concludes(clause) && clause.indexOf(':') < 0;
    for (String more : GOING_ON) {
      isOver &= !clause.contains(more);
    }
    for (String failing : FAILING) {
      mustFail &= !clause.contains(failing);
    }
    return isOver && !mustFail ? first : -1;
  }

  /** "since Monday", and a car in a list. */
  private static boolean isNoReason(String sentence, String word, int behind) {
    if (word.equals(", car ")) {
      boolean isFrench = false;
      for (String french : FRENCH) {
        isFrench |= sentence.contains(french);
      }
      return !isFrench;
    }
    boolean isSinceTime = false;
    for (String time : word.equals(" since ") ? TIMES : new String[0]) {
      isSinceTime |= sentence.startsWith(time, behind);
    }
    return isSinceTime;
  }

  /** "and since each has 30, there are 240": what follows the clause is stated. */
  private static boolean isPremise(String before, String clause) {
    int end = -1;
    for (String mark : new String[] {", ", "; ", "，", "；"}) {
      int at = clause.indexOf(mark, 2);
      end = at >= 0 && (end < 0 || at < end) ? at : end;
    }
    return before.endsWith(" and")
        || before.endsWith(" but")
        || (end > 0 && SentenceDoubts.hasMathematics(clause.substring(end)));
  }

  /** Whether a letter alone stands there: ", for n = 251 fails". */
  private static boolean isLetter(String text, int at) {
    return at + 1 < text.length()
        && Character.isLetter(text.charAt(at))
        && text.charAt(at) != 'a'
        && " =".indexOf(text.charAt(at + 1)) >= 0;
  }

  /** Where the last sentence with letters begins. */
  private static int lastSentence(String lower) {
    int end = lower.length();
    while (end > 0 && !Character.isLetterOrDigit(lower.charAt(end - 1))) {
      end--;
    }
    for (int i = end - 1; i > 0; i--) {
      char before = lower.charAt(i - 1);
      boolean isEnd =
          "。！？\n".indexOf(before) >= 0
              || (i > 1 && before == ' ' && ".!?".indexOf(lower.charAt(i - 2)) >= 0);
      if (isEnd) {
        return i;
      }
    }
    return 0;
  }
}

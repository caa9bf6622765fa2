package dev.rondo.verify;

import java.util.ArrayList;
import java.util.List;
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

  static final String[] ANSWER_WORDS = {
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
    "正确选项",
    "opción correcta",
    "alternativa correcta",
    "option correcte",
    "bonne option",
    "richtige option",
    "opzione corretta",
    "opção correta",
    "alternativa correta",
    "правильный вариант",
    "верный вариант"
  };

  private static final String[] ANSWER_VERBS = {
    "is", "are", "was", "be", "equals", "es", "est", "ist", "é", "è", "是", "为", "為", "는", "은"
  };

  /** Between the word for "answer" and its verb these state no answer. */
  private static final Set<String> DENYING =
      Set.of(
          "not",
          "never",
          "cannot",
          "might",
          "could",
          "may",
          "used",
          "plus",
          "minus",
          "times",
          "multiplied",
          "divided",
          "squared",
          "cubed",
          "increased",
          "decreased",
          "previous",
          "不是",
          "nicht",
          "nie",
          "pas",
          "不",
          "no",
          "non",
          "não",
          "ne");

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

  /** Behind a number these compare it with another one. */
  private static final Set<String> COMPARING =
      Set.of(
          "more", "less", "fewer", "times", "greater", "larger", "smaller", "higher", "lower",
          "mehr", "weniger", "más", "menos", "moins", "倍");

  private static final Set<String> IN_TOTAL = Set.of("in", "all", "total", "altogether");

  private static final int REMARK = -1;

  /** A unit behind a number has this many words at most. */
  private static final int MOST_OF_UNIT = 2;

  /** An item of a bulleted list that is an answer has this many characters at most. */
  private static final int MOST_OF_ITEM = 60;

  private static final int MOST_ITEMS = 50;

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
            && !AnswerDoubts.isDenied(lower, from)
            && !AnswerDoubts.isDoubted(lower, at)
            && !AnswerDoubts.isTakenBack(scope, lower, from)) {
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
    if (best < 0) {
      return null;
    }
    String bullets = bullets(scope, best);
    return bullets == null
        ? restated(withoutReason(AnswerExtractor.segment(scope, best)))
        : bullets;
  }

  /** The items of a bulleted list that begins on the next line, as a list; null if none does. */
  private static String bullets(String text, int from) {
    int at = from;
    while (at < text.length() && " *:：_\n\r".indexOf(text.charAt(at)) >= 0) {
      boolean isBullet =
          text.charAt(at) == '*' && at + 1 < text.length() && text.charAt(at + 1) == ' ';
      if (isBullet && at > from && text.charAt(at - 1) == '\n') {
        break;
      }
      at++;
    }
    char mark = at < text.length() ? text.charAt(at) : ' ';
    if (at == from || text.charAt(at - 1) != '\n' || "-*•+".indexOf(mark) < 0) {
      return null;
    }
    List<String> items = new ArrayList<>();
    while (at + 1 < text.length() && text.charAt(at) == mark && text.charAt(at + 1) == ' ') {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      String item = text.substring(at + 2, end).strip();
      if (item.isEmpty() || item.length() > MOST_OF_ITEM || items.size() == MOST_ITEMS) {
        return null;
      }
      items.add(
          item.endsWith(".") || item.endsWith(",") ? item.substring(0, item.length() - 1) : item);
      at = end;
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
    return items.size() < 2 ? null : String.join(", ", items);
  }

  /**
   * What an answer is said to be in other words: 720 of "60 dozen, i.e. 720"; 8 of "8, that is 3
   * more than 5", where they are a remark.
   */
  private static String restated(String stated) {
    String lower = AnswerExtractor.lower(stated);
    for (String words : RESTATING) {
      int at = lower.lastIndexOf(words);
      int behind = at + words.length();
      boolean isMath =
          at >= 0 && behind < lower.length() && "0123456789$\\-".indexOf(lower.charAt(behind)) >= 0;
      boolean isOther =
          isMath && lower.substring(0, at).chars().anyMatch(c -> c >= '0' && c <= '9');
      if (isOther) {
        int unit = unitBehind(lower, behind);
        return unit == REMARK
            ? stated.substring(0, at)
            : unit <= MOST_OF_UNIT ? stated.substring(behind) : stated;
      }
    }
    return stated;
  }

  /** How many words follow the mathematics here; a remark if a comparison or more of it does. */
  private static int unitBehind(String lower, int from) {
    int words = 0;
    int i = from;
    while (i < lower.length()) {
      char c = lower.charAt(i);
      int to = i + 1;
      if (c == '$') {
        int close = lower.indexOf('$', to);
        to = close < 0 ? lower.length() : close + 1;
      } else if (c == '\\' || Character.isLetter(c)) {
        while (to < lower.length() && Character.isLetter(lower.charAt(to))) {
          to++;
        }
      }
      String piece = lower.substring(i, to);
      boolean isWord =
          Character.isLetter(c)
              && piece.length() > 1
              && Conjunctions.of(piece) == null
              && !IN_TOTAL.contains(piece);
      boolean isMath = "$\\0123456789".indexOf(c) >= 0;
      if (COMPARING.contains(piece) || (isMath && words > 0)) {
        return REMARK;
      }
      words += isWord ? 1 : 0;
      i = to;
    }
    return words;
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

  /** Whether a text speaks of an answer, in some language. */
  static boolean speaksOfAnswer(String lower) {
    for (String word : ANSWER_WORDS) {
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

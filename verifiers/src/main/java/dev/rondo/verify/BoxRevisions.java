package dev.rondo.verify;

import java.util.List;

/**
 * Finds what a response says behind its box instead of it: a revision ("Update: 13", "we forgot a
 * case"), or a box that was only supposed, asked, quoted or called wrong in its own sentence.
 */
final class BoxRevisions {
  private static final int MOST_BEFORE = 120;

  private static final String MARKS = " \t\n$.,;:!?—–-*()[]\\}>_\"'`。，；：！？、（…";

  /** At the start of a sentence behind a box these begin a revision. */
  private static final List<String> REVISIONS =
      List.of(
          "update:",
          "edit:",
          "erratum",
          "errata",
          "revision:",
          "revised answer",
          "revised:",
          "corrected:",
          "corrected answer",
          "just kidding",
          "kidding",
          "on reflection,",
          "on second thought",
          "let me redo",
          "let me recompute:",
          "i have to revise",
          "i must revise",
          "i change my answer",
          "i'll change my answer",
          "i am changing my answer",
          "i changed my mind",
          "actually, no",
          "actually no",
          "wait, actually",
          "no, actually",
          "hmm, wait: we forgot",
          "we forgot a",
          "いいえ");

  /** Before a value or a reply these begin a revision, too. */
  private static final List<String> BEFORE_VALUES =
      List.of(
          "i mean ",
          "actually, it's ",
          "actually it's ",
          "actually, it is ",
          "actually it is ",
          "actually, ",
          "actually ",
          "wait, it's ",
          "wait, it is ",
          "wait, ");

  /** Anywhere in a sentence behind a box these take it back. */
  private static final List<String> TAKEN_BACK =
      List.of(
          "we forgot a case",
          "we forgot one",
          "we missed a case",
          "misses a case",
          "misses one case",
          "i disagree",
          "they are mistaken",
          "he is mistaken",
          "she is mistaken",
          "i change my answer",
          "which i now reject",
          "but that is a mistake",
          "but this is a mistake",
          "i don't think so",
          "should be doubled",
          "should be halved",
          "double it for the answer",
          "the answer is half of that",
          "the required value is its",
          "we are asked for twice",
          "would be the format");

  /** In the sentence of a box, before it, these only suppose, quote or reject it. */
  private static final List<String> BEFORE =
      List.of(
          "wrong answer is",
          "incorrect answer is",
          "common mistake is",
          "is it",
          "could it be",
          "can it be",
          "suppose the answer is",
          "suppose that the answer is",
          "assume the answer is",
          "if the answer were",
          "if the answer was",
          "if the answer is",
          "we can eliminate",
          "we eliminate",
          "tempting to say",
          "tempting to answer",
          "one might think",
          "one may think",
          "you might think",
          "one might think it is",
          "one might think that it is",
          "one might think the answer is",
          "naive count gives",
          "naive answer is",
          "naive answer would be",
          "students answer",
          "someone claimed",
          "friend says",
          "friend said",
          "put the answer like",
          "the answer should look like");

  /** At the start of the first sentence behind a box these go on. */
  private static final List<String> GOING_ON = List.of("but ", "however ", "however, ");

  /** In such a sentence these compute another value of the one in the box. */
  private static final List<String> COMPUTING =
      List.of(
          "must add",
          "need to add",
          "have to add",
          "must subtract",
          "need to subtract",
          "have to subtract",
          "must multiply",
          "need to multiply",
          "have to multiply",
          "must divide",
          "need to divide",
          "have to divide",
          "must double",
          "must halve",
          "double count",
          "counted twice",
          "twice, so");

  /** These only suppose what is computed, or check it. */
  private static final List<String> SUPPOSING =
      List.of("if ", "would", "were ", "check", "verif", "instead of", "without");

  /** Before a number at the end of such a sentence these say what comes out. */
  private static final List<String> RESULTS =
      List.of("giving", "gives", "give", "so", "to get", "get", "total of", "total is", "making");

  private BoxRevisions() {}

  /** Whether the sentence before a box only supposes, asks, quotes or rejects what is in it. */
  static boolean isSupposed(String scope, int box) {
    int to = box;
    while (to > 0 && " $({[*\\".indexOf(scope.charAt(to - 1)) >= 0) {
      to--;
    }
    String before = AnswerExtractor.lower(scope.substring(Math.max(0, to - MOST_BEFORE), to));
    for (String words : BEFORE) {
      int at = before.length() - words.length();
      if (before.endsWith(words) && (at == 0 || !Character.isLetter(before.charAt(at - 1)))) {
        return !words.equals("is it") || scope.indexOf('?', box) >= 0 && isAsked(scope, box);
      }
    }
    return false;
  }

  private static boolean isAsked(String scope, int box) {
    int asked = scope.indexOf('?', box);
    int line = scope.indexOf('\n', box);
    return asked - box < 40 && (line < 0 || asked < line);
  }

  /**
   * Whether words behind a box revise it or take it back.
   *
   * @param content what stands in the box, which may be said again
   */
  static boolean isRevised(String behind, String content) {
    String lower = AnswerExtractor.lower(behind).replace('’', '\'');
    for (String words : TAKEN_BACK) {
      if (lower.contains(words)) {
        return true;
      }
    }
    String said = AnswerExtractor.lower(content.strip());
    int from = 0;
    boolean isFirst = true;
    while (from < lower.length()) {
      while (from < lower.length() && MARKS.indexOf(lower.charAt(from)) >= 0) {
        from++;
      }
      for (String words : REVISIONS) {
        if (lower.startsWith(words, from) && isOther(lower, from + words.length(), words, said)) {
          return true;
        }
      }
      for (String words : BEFORE_VALUES) {
        if (lower.startsWith(words, from)
            && isValue(lower, from + words.length())
            && !isSaid(lower, from + words.length(), said)) {
          return true;
        }
      }
      int start = from;
      while (from < lower.length() && ".!?\n。！？".indexOf(lower.charAt(from)) < 0) {
        from++;
      }
      if (isFirst && start < from && goesOn(lower.substring(start, from), said)) {
        return true;
      }
      isFirst &= start == from;
    }
    return false;
  }

  /** "However, we must add 2, giving 14": such a sentence computes another value. */
  private static boolean goesOn(String sentence, String said) {
    boolean isSuch =
        GOING_ON.stream().anyMatch(sentence::startsWith)
            && COMPUTING.stream().anyMatch(sentence::contains)
            && SUPPOSING.stream().noneMatch(sentence::contains);
    if (!isSuch) {
      return false;
    }
    String plain = sentence.replace("$", "").stripTrailing();
    int from = plain.length();
    while (from > 0 && Character.isDigit(plain.charAt(from - 1))) {
      from--;
    }
    String number = plain.substring(from);
    String before = plain.substring(0, from).stripTrailing();
    return !number.isEmpty()
        && !said.contains(number)
        && RESULTS.stream().anyMatch(words -> before.endsWith(" " + words));
  }

  /** Whether "Update:" brings a value, and not the one of the box. */
  private static boolean isOther(String text, int from, String words, String said) {
    if (!words.endsWith(":")) {
      return true;
    }
    int at = from;
    while (at < text.length() && " $".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    boolean isValue = at < text.length() && "0123456789\\-".indexOf(text.charAt(at)) >= 0;
    return (isValue || words.startsWith("let")) && !isSaid(text, at, said);
  }

  private static boolean isSaid(String text, int from, String said) {
    return !said.isEmpty() && text.startsWith(said, from);
  }

  /** A number, a letter alone or a reply, and then the end of the sentence. */
  private static boolean isValue(String text, int from) {
    int to = from;
    while (to < text.length() && Character.isLetterOrDigit(text.charAt(to))) {
      to++;
    }
    String word = text.substring(from, to);
    boolean isEnd = to == text.length() || ".!\n".indexOf(text.charAt(to)) >= 0;
    boolean isNumber = !word.isEmpty() && word.chars().allMatch(Character::isDigit);
    return isEnd && (isNumber || word.length() == 1 || word.equals("no") || word.equals("yes"));
  }
}

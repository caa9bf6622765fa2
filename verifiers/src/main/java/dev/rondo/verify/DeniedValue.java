package dev.rondo.verify;

import java.util.Arrays;
import java.util.stream.Stream;

/** What denies a value that was named: in the box before, or in a sentence of its own. */
final class DeniedValue {
  /** Said of an answer these take it back. */
  static final String[] DENIALS = {
    " is wrong",
    " is incorrect",
    " is not correct",
    " is not right",
    " is not the answer",
    " is not the correct",
    " is not the right",
    " is not my answer",
    " was wrong",
    " was incorrect",
    " was not correct",
    " must be wrong",
    " cannot be right",
    " cannot be correct",
    " cannot be the answer",
    " can't be right",
    " can't be correct",
    " can't be the answer",
    " isn't right",
    " isn't correct",
    " isn't the answer",
    "'s wrong",
    "'s incorrect",
    "'s not right",
    "'s not correct",
    "'s not the answer"
  };

  /** Said of the value in the box itself these take it back, too. */
  static final String[] DENIALS_OF_VALUE = {
    " fails",
    " does not work",
    " doesn't work",
    " does not satisfy",
    " doesn't satisfy",
    " does not fit",
    " doesn't fit",
    " is too large",
    " is too big",
    " is too small",
    " is too high",
    " is too low",
    " is impossible",
    " is excluded",
    " is rejected",
    " is extraneous",
    " must be rejected",
    "是错的",
    "不对",
    "不符合",
    "不满足"
  };

  /** Said of a number in a sentence of its own these leave it no answer. */
  private static final String[] DENIALS_OF_NUMBER = {
    " is out",
    " is ruled out",
    " is more than the",
    " is less than the",
    " is one more than",
    " is one less than",
    " is larger than the",
    " is smaller than the",
    " is greater than the",
    " seems wrong"
  };

  private DeniedValue() {}

  /** Whether one sentence only asks, or says right behind its only number that it is not right. */
  static boolean isAskedOrDenied(String sentence) {
    String lower = AnswerExtractor.lower(sentence.strip()).replace('’', '\'').replace("$", "");
    if (lower.endsWith("?") || lower.endsWith("？")) {
      return true;
    }
    String said = ReasonClauses.without(AnswerWords.withoutReason(lower));
    int from = 0;
    while (from < said.length() && !Character.isDigit(said.charAt(from))) {
      from++;
    }
    int to = from;
    while (to < said.length() && Character.isDigit(said.charAt(to))) {
      to++;
    }
    String behind = said.substring(to);
    boolean isOnly = to > from && behind.chars().noneMatch(Character::isDigit);
    return isOnly
        && !BoxDoubts.isSupposed(said, from)
        && Stream.of(DENIALS, DENIALS_OF_VALUE, DENIALS_OF_NUMBER)
            .flatMap(Arrays::stream)
            .anyMatch(behind::startsWith);
  }
}

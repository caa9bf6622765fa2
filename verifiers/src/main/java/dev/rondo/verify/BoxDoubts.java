package dev.rondo.verify;

import java.util.stream.Stream;

/** Says whether the words behind the last box take it back: they deny it, or a fault is owned. */
final class BoxDoubts {
  /** So much behind a box is read: what stands farther away speaks of something else. */
  static final int MOST_CHARACTERS = 600;

  /** Of a longer content no word behind the box speaks by its value. */
  private static final int MOST_OF_VALUE = 20;

  private static final String MARKS = " \t\n$.,;:!?—–-*()[]\\}>_\"'`。，；：！？、（…";

  /** Right behind a box these take it back. */
  private static final String[] AT_ONCE = {
    "no wait",
    "no, ",
    "no - ",
    "no — ",
    "no. ",
    "no: ",
    "wait, no",
    "wait no",
    "nope",
    "oops",
    "whoops",
    "correction",
    "sorry",
    "on second thought",
    "let me correct",
    "wrong",
    "incorrect",
    "is wrong",
    "is incorrect",
    "is not the",
    "is not correct",
    "is not right",
    "is not valid",
    "isn't the",
    "isn't right",
    "isn't correct",
    "was wrong",
    "was a mistake",
    "cannot be right",
    "can't be right",
    "does not work",
    "doesn't work",
    "fails",
    "is rejected",
    "is to be rejected",
    "不对",
    "错了",
    "不，",
    "不是",
    "等等，不",
    "nein",
    "falsch",
    "ist falsch",
    "ist nicht",
    "moment, nein",
    "non, ",
    "c'est faux",
    "est faux",
    "n'est pas la",
    "no es la",
    "es incorrect",
    "está mal",
    "não, ",
    "está errad",
    "нет, ",
    "неверно",
    "это неверно",
    "неправильно",
    "いや",
    "違い",
    "違う",
    "間違",
    "아니",
    "틀렸"
  };

  /** Anywhere in a sentence behind a box these take it back. */
  private static final String[] TAKEN_BACK = {
    "no wait",
    "no, wait",
    "wait, no",
    "scratch that",
    "strike that",
    "correction:",
    "correction,",
    "take that back",
    "take it back",
    "ignore the box",
    "ignore that",
    "ignore the above",
    "ignore my",
    "i was wrong",
    "we were wrong",
    "i erred",
    "i made a",
    "i've made a",
    "i have made a",
    "we made a mistake",
    "we made an error",
    "i mis",
    "i forgot",
    "i lost a",
    "have no answer",
    "no answer to give",
    "don't have an answer",
    "do not have an answer",
    "应改为",
    "更正",
    "我错了",
    "算错了",
    "答案错了",
    "答案不是",
    "答案不对",
    "korrektur:",
    "ich habe mich verrechnet",
    "das war falsch",
    "das ist falsch",
    "je me suis trompé",
    "c'est faux",
    "me equivoqué",
    "corrección:",
    "me he equivocado",
    "errei",
    "correção:",
    "mi sono sbagliat",
    "я ошиб",
    "ответ неверен",
    "ответ неверный",
    "это неверно",
    "это неправильно",
    "訂正",
    "間違えました",
    "정정",
    "틀렸"
  };

  /** So do these in the rest of the line of the box, or where they speak of the answer. */
  private static final String[] TAKEN_BACK_IF_MEANT = {
    "take back", "disregard", "withdraw", "retract"
  };

  private static final String[] MEANT = {"answer", "box", "that", "it", "this", "my", "above"};

  private static final String[] SUBJECTS = {
    "this",
    "that",
    "it",
    "which",
    "the answer",
    "my answer",
    "this answer",
    "that answer",
    "the result",
    "this result",
    "that result",
    "this value",
    "that value",
    "the value",
    "above",
    "the box",
    "the boxed answer",
    "the boxed value"
  };

  private static final String[] NOT = {
    " is not ",
    " isn't ",
    " can't be ",
    " cannot be ",
    " was not ",
    "'s not ",
    "不是",
    " ist nicht ",
    " n'est pas ",
    " no es ",
    " não é ",
    " non è ",
    " не "
  };

  private static final String[] ANSWERS = {
    "answer",
    "it",
    "result",
    "solution",
    "this",
    "that",
    "value",
    "答案",
    "antwort",
    "réponse",
    "respuesta",
    "resposta",
    "risposta",
    "ответ"
  };

  private static final String[] SUPPOSING = {"if ", "whether ", "unless ", "why ", "wenn ", "si "};

  /** Right before a box these deny it. */
  private static final String[] DENIED_BEFORE = {
    " not", " isn't", " isn’t", " cannot be", " can't be", " can’t be", " not be", " not equal",
    " not equal to", " never", "rather than", "instead of", "anything but", "不是", "不等于", "并非",
    " nicht", " n'est pas", " no es", " não é", " non è", " не"
  };

  /** Right behind a box these offer what follows beside it. */
  private static final String[] OFFERED = {
    "or ", "or maybe ", "or perhaps ", "or possibly ", "or else ", "or even ", "maybe ", "perhaps ",
    "oder ", "oder vielleicht ", "ou ", "ou peut-être ", "o ", "o quizás ", "ou talvez ", "или ",
    "或 ", "或", "或者", "または", "또는 "
  };

  private BoxDoubts() {}

  /** Whether the words right before a box deny it: "the answer is not". */
  static boolean isDeniedBefore(String scope, int box) {
    int to = box;
    while (to > 0 && " $({[*\n".indexOf(scope.charAt(to - 1)) >= 0) {
      to--;
    }
    to = to > 0 && scope.charAt(to - 1) == '\\' ? to - 1 : to;
    String before =
        AnswerExtractor.lower(scope.substring(Math.max(0, to - 20), to)).stripTrailing();
    for (String denial : DENIED_BEFORE) {
      if (before.endsWith(denial) && !before.endsWith("or not") && !before.endsWith("why not")) {
        return true;
      }
    }
    return false;
  }

  /** What is offered beside a box, right behind it: 8 of "or maybe 8"; null if nothing is. */
  static String offered(String behind) {
    String lower = AnswerExtractor.lower(behind);
    int first = 0;
    while (first < lower.length() && MARKS.indexOf(lower.charAt(first)) >= 0) {
      first++;
    }
    for (String word : OFFERED) {
      int from = first + word.length();
      if (lower.startsWith(word, first) && AnswerDoubts.beginsValue(lower, from)) {
        return withoutBracket(behind.substring(from, sentenceEnd(behind, from)).strip());
      }
    }
    return null;
  }

  /** Without the bracket that closes a remark: 8 of "(or 8)". */
  private static String withoutBracket(String offered) {
    boolean isClosed = offered.endsWith(")") && offered.indexOf('(') < 0;
    return isClosed ? offered.substring(0, offered.length() - 1) : offered;
  }

  /**
   * Where the words that take a box back end their first sentence; -1 if none do.
   *
   * @param behind what stands behind the box
   * @param content what stands in it
   */
  static int takenBack(String behind, String content) {
    String lower =
        AnswerExtractor.lower(behind.substring(0, Math.min(behind.length(), MOST_CHARACTERS)))
            .replace('’', '\'');
    int first = 0;
    while (first < lower.length() && MARKS.indexOf(lower.charAt(first)) >= 0) {
      first++;
    }
    boolean isOption =
        content.strip().length() == 1 && Character.isUpperCase(content.strip().charAt(0));
    for (String word : AT_ONCE) {
      boolean isAskedFor = isOption && word.startsWith("is "); // which statement is wrong?
      if (!isAskedFor && lower.startsWith(word, first)) {
        return sentenceEnd(lower, first);
      }
    }
    boolean isOnNextLine = lower.lastIndexOf('\n', first) >= 0;
    String value = AnswerExtractor.lower(content.strip());
    for (int from = first; from < lower.length(); ) {
      int to = sentenceEnd(lower, from);
      String sentence = lower.substring(from, to).replace("$", "");
      if (isDenying(sentence, value) || isTakingBack(sentence, from == first && !isOnNextLine)) {
        return to;
      }
      from = to + 1;
    }
    return -1;
  }

  private static boolean isTakingBack(String sentence, boolean isFirst) {
    for (String words : TAKEN_BACK_IF_MEANT) {
      if (isWordAt(sentence, words, sentence.indexOf(words))) {
        return isFirst || Stream.of(MEANT).anyMatch(word -> hasWord(sentence, word));
      }
    }
    return false;
  }

  private static boolean hasWord(String sentence, String word) {
    for (int at = sentence.indexOf(word); at >= 0; at = sentence.indexOf(word, at + 1)) {
      int end = at + word.length();
      boolean isEnd = end == sentence.length() || !Character.isLetter(sentence.charAt(end));
      if (isEnd && isWordAt(sentence, word, at)) {
        return true;
      }
    }
    return false;
  }

  private static int sentenceEnd(String text, int from) {
    int to = from;
    while (to < text.length() && !endsSentence(text, to)) {
      to++;
    }
    return to;
  }

  private static boolean endsSentence(String text, int at) {
    char c = text.charAt(at);
    boolean isDecimal =
        c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
    return ".!?\n。！？".indexOf(c) >= 0 && !isDecimal;
  }

  private static boolean isDenying(String sentence, String value) {
    for (String word : TAKEN_BACK) {
      if (isWordAt(sentence, word, sentence.indexOf(word))) {
        return true;
      }
    }
    for (String subject : SUBJECTS) {
      if (isSaid(sentence, subject, DeniedValue.DENIALS)) {
        return true;
      }
    }
    boolean isShort = !value.isEmpty() && value.length() <= MOST_OF_VALUE;
    return isShort
        && (isSaid(sentence, value, DeniedValue.DENIALS)
            || isSaid(sentence, value, DeniedValue.DENIALS_OF_VALUE)
            || isSaidNotToBe(sentence, value));
  }

  /** Whether a sentence says one of several things of a subject, and does not suppose them. */
  private static boolean isSaid(String sentence, String subject, String[] sayings) {
    for (int at = sentence.indexOf(subject); at >= 0; at = sentence.indexOf(subject, at + 1)) {
      for (String saying : sayings) {
        if (sentence.startsWith(saying, at + subject.length())
            && isWordAt(sentence, subject, at)
            && !isSupposed(sentence, at)) {
          return true;
        }
      }
    }
    return false;
  }

  /** "the answer is not 7", "it cannot be 7". */
  private static boolean isSaidNotToBe(String sentence, String value) {
    for (String not : NOT) {
      int at = sentence.indexOf(not + value);
      int end = at + not.length() + value.length();
      boolean isWhole =
          at >= 0
              && (end == sentence.length()
                  || !Character.isLetterOrDigit(sentence.charAt(end))
                      && "^_!/.\\".indexOf(sentence.charAt(end)) < 0);
      if (!isWhole || isSupposed(sentence, at)) {
        continue;
      }
      for (String subject : ANSWERS) {
        int said = at - subject.length();
        if (sentence.startsWith(subject, said) && isWordAt(sentence, subject, said)) {
          return true;
        }
      }
    }
    return false;
  }

  static boolean isSupposed(String sentence, int at) {
    String before = sentence.substring(Math.max(0, at - 20), at);
    for (String word : SUPPOSING) {
      int found = before.lastIndexOf(word);
      if (found >= 0
          && isWordAt(before, word, found)
          && before.indexOf(',', found + word.length()) < 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a word begins at a place rather than goes on there. */
  private static boolean isWordAt(String text, String word, int at) {
    return at == 0
        || (at > 0 && (word.charAt(0) > 0x2e80 || !Character.isLetterOrDigit(text.charAt(at - 1))));
  }
}

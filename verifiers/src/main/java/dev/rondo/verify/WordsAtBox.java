package dev.rondo.verify;

import java.util.List;

/**
 * Reads the words right before and right behind a box that make another answer of it: "half of"
 * before, "thousand" or ", 8, or 9" behind.
 */
final class WordsAtBox {
  private static final String MARKS = " \t$*_`\\()[]{}";

  /** Right before a box these speak of another number or statement. */
  private static final List<String> BEFORE =
      List.of(
          "half of",
          "half",
          "twice",
          "thrice",
          "double",
          "triple",
          "a third of",
          "a quarter of",
          "one more than",
          "one less than",
          "more than",
          "less than",
          "fewer than",
          "greater than",
          "larger than",
          "smaller than",
          "bigger than",
          "answer is at least",
          "answer is at most",
          "the square of",
          "the cube of",
          "square root of",
          "cube root of",
          "the opposite of",
          "the negative of",
          "the reciprocal of",
          "the inverse of",
          "the complement of",
          "a multiple of",
          "negative",
          "minus",
          "unless",
          "not",
          "hälfte von",
          "doppelte von",
          "la moitié de",
          "la mitad de",
          "el doble de",
          "le double de");

  /** Right behind a box these make another number of it, which is read with them. */
  private static final List<String> BEHIND =
      List.of(
          "squared",
          "cubed",
          "hundred",
          "thousand",
          "million",
          "billion",
          "trillion",
          "dozen",
          "factorial",
          "halves",
          "thirds",
          "fourths",
          "fifths",
          "sixths",
          "sevenths",
          "eighths",
          "ninths",
          "tenths",
          "millionen",
          "tausend",
          "millions",
          "millones",
          "mille");

  /** Behind these a number makes another one of the one in the box. */
  private static final List<String> BEFORE_NUMBERS =
      List.of(
          "times",
          "more than",
          "less than",
          "over",
          "upon",
          "plus",
          "minus",
          "divided by",
          "multiplied by");

  private static final List<String> NUMBERS =
      List.of("double", "twice", "half", "one", "two", "three", "four", "five", "ten");

  /** Right behind a box these say that it is not, or not all of, the answer. */
  private static final List<String> UNSETTLED =
      List.of(
          "etc",
          "among others",
          "is an upper bound",
          "is only a lower",
          "is only an upper",
          "is only an approx",
          "th root",
          "th power",
          ", \\ldots",
          ", \\dots",
          "was my first",
          "is a lower bound",
          "is just a lower bound",
          "is just an upper bound",
          "is an approximation",
          "is a guess",
          "is a random guess",
          "is eliminated",
          "is ruled out",
          "would be the answer if",
          "is off by",
          "off by one",
          "should read",
          "needs to be",
          "→",
          "->");

  private WordsAtBox() {}

  /** Whether the words right before a box or right behind it say that it is not the answer. */
  static boolean areUnsettling(String scope, Boxes.Box box) {
    int to = box.start();
    while (to > 0 && MARKS.indexOf(scope.charAt(to - 1)) >= 0) {
      to--;
    }
    String before = AnswerExtractor.lower(scope.substring(Math.max(0, to - 30), to));
    for (String words : BEFORE) {
      int at = before.length() - words.length();
      boolean isWord =
          before.endsWith(words)
              && (at == 0
                  || words.charAt(0) > 0x2e80
                  || !Character.isLetterOrDigit(before.charAt(at - 1)));
      boolean isSigned = // "negative -4" says its sign twice
          scope.startsWith("-", box.from()) && (words.equals("negative") || words.equals("minus"));
      if (isWord
          && !isSigned
          && !before.endsWith("or minus")
          && !before.endsWith("or not")
          && !before.endsWith("why not")) {
        return true;
      }
    }
    int between = before.endsWith(" and") ? before.indexOf("between ") : -1;
    if (between >= 0 && before.indexOf("boxed") < 0 && before.length() - between < 20) {
      return true; // between 6 and \boxed{7}
    }
    String behind = behind(scope, box);
    for (String words : UNSETTLED) {
      if (startsWith(behind, words)) {
        return true;
      }
    }
    return false;
  }

  /** A box with the words behind it that make another answer of it; null if there are none. */
  static String with(String scope, Boxes.Box box) {
    String behind = behind(scope, box);
    String content = scope.substring(box.from(), box.to()).strip();
    for (String words : BEHIND) {
      if (startsWith(behind, words) && !behind.startsWith(words + " in ")) {
        return content + "\\text{ " + words + "}" + operand(behind.substring(words.length()));
      }
    }
    for (String words : BEFORE_NUMBERS) {
      String next = startsWith(behind, words) ? behind.substring(words.length()).strip() : "";
      boolean isNumber = !number(next, 0).isEmpty();
      if (isNumber && words.equals("over")) {
        return "\\frac{" + content + "}{" + number(next, 0) + "}";
      }
      if (isNumber || NUMBERS.stream().anyMatch(word -> startsWith(next, word))) {
        return content + "\\text{ " + words + " }" + number(next, 0);
      }
    }
    boolean isOption = content.length() == 1 && Character.isLetter(content.charAt(0));
    String listed = isOption ? null : listed(behind); // C, 24
    return listed == null ? null : content + listed;
  }

  /** The number that an operation in words is done with, if it is one word. */
  private static String operand(String behind) {
    String number = number(behind, 1);
    return number.isEmpty() ? "" : " " + number;
  }

  private static String number(String text, int from) {
    int to = from;
    while (to < text.length() && Character.isDigit(text.charAt(to))) {
      to++;
    }
    return from > text.length() ? "" : text.substring(from, to);
  }

  /** ", 8, or 9", " and 8", " to 9": numbers that end the sentence; null if others follow. */
  private static String listed(String behind) {
    StringBuilder list = new StringBuilder();
    int i = 0;
    while (i < behind.length()) {
      int from = i;
      for (String joint : new String[] {", or ", ", and ", ", ", "and ", "or ", "to "}) {
        if (behind.startsWith(joint, i)) {
          i += joint.length();
          list.append(joint.equals("to ") ? "\\text{ to }" : ", ");
          break;
        }
      }
      String number = i == from ? "" : number(behind, i);
      if (number.isEmpty()) {
        return null;
      }
      list.append(number);
      i += number.length();
      String rest = behind.substring(i);
      if (rest.isBlank()
          || rest.equals(".")
          || rest.startsWith(". ")
          || rest.startsWith("\n")
          || rest.startsWith(".\n")) {
        return list.toString();
      }
      i += rest.startsWith(" ") ? 1 : 0;
    }
    return null;
  }

  private static String behind(String scope, Boxes.Box box) {
    int from = Boxes.end(scope, box);
    while (from < scope.length() && MARKS.indexOf(scope.charAt(from)) >= 0) {
      from++;
    }
    int to = Math.min(scope.length(), from + 60);
    return AnswerExtractor.lower(scope.substring(from, to).replace("$", ""));
  }

  private static boolean startsWith(String text, String words) {
    String plain = text.startsWith(", ") ? text.substring(2) : text;
    boolean isOff = words.startsWith("off") || words.startsWith("etc");
    String from = isOff ? plain : text;
    return from.startsWith(words)
        && (from.length() == words.length() || !Character.isLetter(from.charAt(words.length())));
  }
}

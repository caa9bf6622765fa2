package dev.rondo.verify.math;

import dev.rondo.verify.math.Token.Kind;

/** Cuts letters in a row out of a text: a letter, a word, a text, or a number in two words. */
final class LetterReader {
  private final String text;
  private int at;
  private Kind kind;
  private String name;

  LetterReader(String text) {
    this.text = text;
  }

  /** Where the last letters ended. */
  int end() {
    return at;
  }

  Kind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  /**
   * Reads the letters that begin at a place.
   *
   * @param isRaised whether a caret stands before them: LaTeX raises one letter, as in a^nb^n
   */
  void read(int from, boolean isRaised) {
    at = from;
    while (at < text.length() && Characters.isOfWord(text.charAt(at))) {
      at++;
    }
    String word = text.substring(from, at);
    if (isRaised && isProductOfLetters(word)) {
      at = from + 1;
      is(Kind.LETTER, word.substring(0, 1));
      return;
    }
    int number = withOnes(word);
    if (number > 0) {
      is(Kind.NUMBER, Integer.toString(number));
    } else if (isWritten(word)) {
      is(Kind.TEXT, word); // a script in which no mathematics is written
    } else {
      is(word.length() == 1 ? Kind.LETTER : Kind.WORD, word);
    }
  }

  private void is(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  /** The number that tens and the ones behind them are, "twenty-one"; 0 if it is none. */
  private int withOnes(String word) {
    boolean isJoined =
        Words.isTens(word)
            && at + 1 < text.length()
            && (text.charAt(at) == '-' || text.charAt(at) == ' ');
    if (!isJoined) {
      return 0;
    }
    int to = Characters.afterLetters(text, at + 1);
    int ones = Words.number(text.substring(at + 1, to));
    if (ones <= 0 || ones >= 10) {
      return 0;
    }
    at = to;
    return Words.number(word) + ones;
  }

  /** Whether letters are no name of a function, a number, an ordinal or a degree. */
  private static boolean isProductOfLetters(String word) {
    return word.length() > 1
        && Characters.areLatin(word)
        && !Words.SCRIPTS.contains(word)
        && Words.number(word) < 0
        && !Function.words().contains(word)
        && Function.words().stream().noneMatch(name -> name.length() > 1 && word.startsWith(name));
  }

  private static boolean isWritten(String word) {
    return word.chars().allMatch(c -> c >= 0x0400);
  }
}

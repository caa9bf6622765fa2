package dev.rondo.verify.math;

import dev.rondo.verify.math.Token.Kind;
import java.util.List;

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
   * Whether what stands before takes one letter, as LaTeX does without braces: a caret ({@code
   * a^nb^n}), a root, and both parts of a fraction or a binomial ({@code \frac ab}).
   */
  static boolean isOneTaken(List<Token> before) {
    int last = before.size() - 1;
    if (last < 0) {
      return false;
    }
    Token token = before.get(last);
    if (token.isMark("^") || token.isCommand("sqrt") || takesTwo(token)) {
      return true;
    }
    boolean isOne =
        token.kind() == Kind.LETTER
            || token.isCommand("pi")
            || token.kind() == Kind.NUMBER && token.text().length() == 1;
    return isOne && last > 0 && takesTwo(before.get(last - 1));
  }

  private static boolean takesTwo(Token token) {
    return token.isCommand("frac") || token.isCommand("binom");
  }

  /**
   * Reads the letters that begin at a place.
   *
   * @param isOneTaken see {@link #isOneTaken}
   */
  void read(int from, boolean isOneTaken) {
    at = from;
    while (at < text.length() && Characters.isOfWord(text.charAt(at))) {
      at++;
    }
    String word = text.substring(from, at);
    if (isOneTaken && isProductOfLetters(word)) {
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

package dev.rondo.verify.math;

/**
 * A piece of an answer's text.
 *
 * @param kind what it is
 * @param text its normalised text
 * @param isSpaced whether white space stood before it
 */
record Token(Kind kind, String text, boolean isSpaced) {

  /** The kinds of tokens. */
  enum Kind {
    /** Digits, with at most one point and an exponent; a repeating part stands in parentheses. */
    NUMBER,
    /** One letter, or the name of a Greek one. */
    LETTER,
    /** Letters in a row. */
    WORD,
    /** What a text command held. */
    TEXT,
    /** A command that the parser knows, without its backslash. */
    COMMAND,
    /** Operators and brackets; set braces are "\{" and "\}". */
    MARK,
    END
  }

  static final Token LAST = new Token(Kind.END, "", true);

  boolean isMark(String other) {
    return kind == Kind.MARK && text.equals(other);
  }

  boolean isCommand(String other) {
    return kind == Kind.COMMAND && text.equals(other);
  }

  boolean isWord(String other) {
    return (kind == Kind.WORD || kind == Kind.TEXT) && text.equalsIgnoreCase(other);
  }
}

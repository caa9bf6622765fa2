package dev.rondo.policy.text.jinja;

/**
 * A token of a template.
 *
 * @param kind what it is
 * @param text the name, the operator, or the data; a string's content after its escapes
 * @param number value of an integer (Long) or a float (Double), otherwise null
 * @param line counted from 1
 */
record Token(Kind kind, String text, Object number, int line) {
  /** Kinds of tokens. */
  enum Kind {
    /** Text outside of tags. */
    DATA,
    /** {@code {%}. */
    BLOCK_BEGIN,
    /** {@code %}}. */
    BLOCK_END,
    /** {@code {{}. */
    VARIABLE_BEGIN,
    /** {@code }}}. */
    VARIABLE_END,
    /** An identifier or a keyword. */
    NAME,
    /** A string literal. */
    STRING,
    /** An integer literal. */
    INTEGER,
    /** A float literal. */
    FLOAT,
    /** An operator or a bracket. */
    OPERATOR,
    /** The end of the template. */
    END
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** As it is named in a message. */
  String described() {
    return switch (kind) {
      case DATA -> "text";
      case BLOCK_BEGIN -> "begin of a statement";
      case BLOCK_END -> "end of the statement";
      case VARIABLE_BEGIN -> "begin of an expression";
      case VARIABLE_END -> "end of the expression";
      case END -> "end of the template";
      default -> text;
    };
  }
}

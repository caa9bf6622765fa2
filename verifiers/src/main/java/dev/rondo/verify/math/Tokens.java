package dev.rondo.verify.math;

import dev.rondo.verify.math.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** A place in a list of tokens, and how deep the parser is in brackets there. */
final class Tokens {
  static final int MOST_DEPTH = 100;
  static final int MOST_NODES = 5000;

  private final Token[] tokens;
  private final Budget budget;
  private int at;
  private int depth;
  private int nodes;

  Tokens(List<Token> tokens, Budget budget) {
    this.tokens = tokens.toArray(new Token[0]);
    this.budget = budget;
  }

  Token peek() {
    return tokens[at];
  }

  Token peek(int ahead) {
    return tokens[Math.min(at + ahead, tokens.length - 1)];
  }

  /** A token that was taken: 1 is the last one; {@link Token#LAST} where there is none. */
  Token before(int behind) {
    return at < behind ? Token.LAST : tokens[at - behind];
  }

  Token next() {
    Token token = tokens[at];
    if (at < tokens.length - 1) {
      at++;
    }
    budget.take(1);
    if (++nodes > MOST_NODES) {
      throw new Budget.Exceeded("nodes");
    }
    return token;
  }

  boolean isEnd() {
    return tokens[at].kind() == Kind.END;
  }

  /** Takes the next token if it is this mark. */
  boolean take(String mark) {
    if (tokens[at].isMark(mark)) {
      next();
      return true;
    }
    return false;
  }

  void expect(String mark) {
    if (!take(mark)) {
      throw new Unreadable("expected " + mark);
    }
  }

  /**
   * The tree of tokens that were taken, as an answer of its own.
   *
   * @throws Unreadable if they are no mathematics that is known
   */
  Expression part(List<Token> taken) {
    budget.take(taken.size());
    List<Token> part = new ArrayList<>(taken);
    part.add(Token.LAST);
    return AnswerParser.read(part, budget);
  }

  int position() {
    return at;
  }

  void rewind(int position) {
    budget.take(1);
    at = position;
  }

  void enter() {
    if (++depth > MOST_DEPTH) {
      throw new Budget.Exceeded("depth");
    }
  }

  void leave() {
    depth--;
  }

  /** Takes the first digit of the whole number that comes next, and leaves the others. */
  Token firstDigit() {
    Token token = tokens[at];
    boolean isWhole = Characters.areAll(token.text(), '0', '9');
    if (token.text().length() == 1 || !isWhole) { // a decimal has no digits to give away
      return next();
    }
    tokens[at] = new Token(Kind.NUMBER, token.text().substring(1), false);
    return new Token(Kind.NUMBER, token.text().substring(0, 1), token.isSpaced());
  }
}

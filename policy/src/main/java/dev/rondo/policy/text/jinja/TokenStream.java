package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Token.Kind;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The tokens from where the parser stands; bounds how deep its expressions may nest. */
final class TokenStream {
  /** Levels of brackets, signs and the like within each other. */
  static final int MOST_LEVELS = 60;

  /** Expressions within each other, such as operators that follow each other. */
  static final int MOST_HEIGHT = 150;

  private final List<Token> tokens;
  private final Map<Expression, Integer> heights = new IdentityHashMap<>();
  private int index;
  private int level;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(index);
  }

  Token following() {
    return tokens.get(Math.min(index + 1, tokens.size() - 1));
  }

  int line() {
    return current().line();
  }

  /** The current token; goes on to the one behind it. */
  Token next() {
    Token token = current();
    if (token.kind() != Kind.END) {
      index++;
    }
    return token;
  }

  boolean skipOperator(String operator) {
    boolean isThere = current().isOperator(operator);
    if (isThere) {
      index++;
    }
    return isThere;
  }

  boolean skipName(String name) {
    boolean isThere = current().isName(name);
    if (isThere) {
      index++;
    }
    return isThere;
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw expected(operator);
    }
  }

  void expect(Kind kind, String described) {
    if (current().kind() != kind) {
      throw expected(described);
    }
    next();
  }

  String expectName() {
    if (current().kind() != Kind.NAME) {
      throw expected("a name");
    }
    return next().text();
  }

  TemplateException expected(String what) {
    return new TemplateException(
            "expected " + what + ", got " + Text.shortened(current().described()))
        .at(line());
  }

  /** One level deeper. */
  void enter() {
    if (++level > MOST_LEVELS) {
      throw new TemplateException("nested too deeply (allowed: " + MOST_LEVELS + " levels)")
          .at(line());
    }
  }

  void leave() {
    level--;
  }

  /** An expression with others in it; bounds how deep they stand. */
  <T extends Expression> T grown(T expression) {
    int height = 1;
    for (Expression child : Children.of(expression)) {
      height = Math.max(height, 1 + heights.getOrDefault(child, 1));
    }
    if (height > MOST_HEIGHT) {
      throw new TemplateException(
              "an expression is too long (allowed: " + MOST_HEIGHT + " parts in a row)")
          .at(line());
    }
    heights.put(expression, height);
    return expression;
  }
}

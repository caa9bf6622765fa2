package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Expression.Name;
import dev.rondo.policy.text.jinja.Expression.TupleOf;
import dev.rondo.policy.text.jinja.Expression.Use;
import dev.rondo.policy.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads expressions with Jinja2's precedence, one method for each level: conditional, or, and, not,
 * comparison, sum, {@code ~}, product, power, sign; then names, literals and what is in brackets.
 * What stands behind a value is {@link PostfixParser}'s.
 */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Map<String, Object> CONSTANTS =
      Map.of("true", true, "True", true, "false", false, "False", false);
  private static final Set<String> NOTHING = Set.of("none", "None");

  private final TokenStream tokens;
  private final PostfixParser postfix;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.postfix = new PostfixParser(tokens, this);
  }

  /** Reads what stands behind a value. */
  PostfixParser postfix() {
    return postfix;
  }

  Expression expression(boolean isConditionalAllowed) {
    tokens.enter();
    Expression result = isConditionalAllowed ? conditional() : or();
    tokens.leave();
    return result;
  }

  private Expression conditional() {
    int line = tokens.line();
    Expression result = or();
    while (tokens.skipName("if")) {
      Expression test = or();
      Expression otherwise = null;
      if (tokens.skipName("else")) {
        tokens.enter();
        otherwise = conditional();
        tokens.leave();
      }
      result = tokens.grown(new Expression.Conditional(test, result, otherwise, line));
    }
    return result;
  }

  private Expression or() {
    Expression left = and();
    while (tokens.current().isName("or")) {
      int line = tokens.next().line();
      left = tokens.grown(new Expression.Logical(false, left, and(), line));
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.current().isName("and")) {
      int line = tokens.next().line();
      left = tokens.grown(new Expression.Logical(true, left, not(), line));
    }
    return left;
  }

  private Expression not() {
    if (!tokens.current().isName("not")) {
      return comparison();
    }
    int line = tokens.next().line();
    tokens.enter();
    Expression operand = not();
    tokens.leave();
    return tokens.grown(new Expression.Unary("not", operand, line));
  }

  private Expression comparison() {
    int line = tokens.line();
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
        operators.add(tokens.next().text());
      } else if (tokens.skipName("in")) {
        operators.add("in");
      } else if (token.isName("not") && tokens.following().isName("in")) {
        tokens.next();
        tokens.next();
        operators.add("not in");
      } else {
        break;
      }
      others.add(sum());
    }
    return operators.isEmpty()
        ? first
        : tokens.grown(new Expression.Comparison(first, operators, others, line));
  }

  private Expression sum() {
    Expression left = concatenation();
    while (tokens.current().isOperator("+") || tokens.current().isOperator("-")) {
      Token operator = tokens.next();
      left = binary(operator, left, concatenation());
    }
    return left;
  }

  private Expression binary(Token operator, Expression left, Expression right) {
    return tokens.grown(new Expression.Binary(operator.text(), left, right, operator.line()));
  }

  private Expression concatenation() {
    int line = tokens.line();
    List<Expression> items = new ArrayList<>(List.of(product()));
    while (tokens.skipOperator("~")) {
      items.add(product());
    }
    return items.size() == 1
        ? items.get(0)
        : tokens.grown(new Expression.Concatenation(items, line));
  }

  private Expression product() {
    Expression left = power();
    while (tokens.current().kind() == Kind.OPERATOR
        && Set.of("*", "/", "//", "%").contains(tokens.current().text())) {
      Token operator = tokens.next();
      left = binary(operator, left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = signed(true);
    while (tokens.current().isOperator("**")) {
      Token operator = tokens.next();
      left = binary(operator, left, signed(true));
    }
    return left;
  }

  private Expression signed(boolean isFilterAllowed) {
    Token token = tokens.current();
    Expression node;
    if (token.isOperator("-") || token.isOperator("+")) {
      tokens.next();
      tokens.enter();
      node = tokens.grown(new Expression.Unary(token.text(), signed(false), token.line()));
      tokens.leave();
    } else {
      node = primary(false);
    }
    node = postfix.postfix(node);
    return isFilterAllowed ? postfix.filtersAndTests(node) : node;
  }

  /** A name, a literal or something in brackets. */
  Expression primary(boolean isNamespaceAllowed) {
    Token token = tokens.next();
    switch (token.kind()) {
      case NAME:
        return name(token, isNamespaceAllowed);
      case STRING:
        StringBuilder text = new StringBuilder(token.text());
        while (tokens.current().kind() == Kind.STRING) {
          text.append(tokens.next().text());
        }
        return new Expression.Literal(text.toString(), token.line());
      case INTEGER, FLOAT:
        return new Expression.Literal(token.number(), token.line());
      default:
        break;
    }
    tokens.enter();
    Expression result =
        token.isOperator("(")
            ? inParentheses()
            : token.isOperator("[")
                ? list(token)
                : token.isOperator("{") ? dictionary(token) : null;
    tokens.leave();
    if (result == null) {
      throw new TemplateException("unexpected " + token.described()).at(token.line());
    }
    return result;
  }

  private Expression name(Token token, boolean isNamespaceAllowed) {
    if (CONSTANTS.containsKey(token.text()) || NOTHING.contains(token.text())) {
      return new Expression.Literal(CONSTANTS.get(token.text()), token.line());
    }
    if (isNamespaceAllowed && tokens.skipOperator(".")) {
      return new Expression.NamespaceTarget(token.text(), tokens.expectName(), token.line());
    }
    return new Name(token.text(), Use.LOAD, token.line());
  }

  private Expression inParentheses() {
    Expression tuple = tuple(new TupleRules(false, true, null, true, false));
    tokens.expectOperator(")");
    return tuple;
  }

  private Expression list(Token open) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.current().isOperator("]")) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.current().isOperator("]")) {
          break;
        }
      }
      items.add(expression(true));
    }
    tokens.expectOperator("]");
    return tokens.grown(new Expression.ListOf(items, open.line()));
  }

  private Expression dictionary(Token open) {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.current().isOperator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.current().isOperator("}")) {
          break;
        }
      }
      keys.add(expression(true));
      tokens.expectOperator(":");
      values.add(expression(true));
    }
    tokens.expectOperator("}");
    return tokens.grown(new Expression.DictOf(keys, values, open.line()));
  }

  /**
   * How a tuple is read.
   *
   * @param isSimple names and literals only, as targets are
   * @param isConditionalAllowed whether its items may be conditional
   * @param endName a word that ends it, or null
   * @param isEmptyAllowed whether nothing is an empty tuple
   * @param isNamespaceAllowed whether an attribute of a namespace may stand in it
   */
  record TupleRules(
      boolean isSimple,
      boolean isConditionalAllowed,
      String endName,
      boolean isEmptyAllowed,
      boolean isNamespaceAllowed) {}

  /** One expression, or a tuple where there is a comma. */
  Expression tuple(TupleRules rules) {
    int line = tokens.line();
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    while (true) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (isTupleEnd(rules)) {
        break;
      }
      items.add(
          rules.isSimple()
              ? primary(rules.isNamespaceAllowed())
              : expression(rules.isConditionalAllowed()));
      if (!tokens.current().isOperator(",")) {
        break;
      }
      isTuple = true;
    }
    if (!isTuple && !items.isEmpty()) {
      return items.get(0);
    }
    if (!isTuple && !rules.isEmptyAllowed()) {
      throw new TemplateException("expected an expression, got " + tokens.current().described())
          .at(tokens.line());
    }
    return tokens.grown(new TupleOf(items, line));
  }

  private boolean isTupleEnd(TupleRules rules) {
    Token token = tokens.current();
    return token.kind() == Kind.VARIABLE_END
        || token.kind() == Kind.BLOCK_END
        || token.isOperator(")")
        || (rules.endName() != null && token.isName(rules.endName()));
  }
}

package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Expression.CallArguments;
import dev.rondo.policy.text.jinja.Expression.Filter;
import dev.rondo.policy.text.jinja.Expression.Name;
import dev.rondo.policy.text.jinja.Expression.TupleOf;
import dev.rondo.policy.text.jinja.Expression.Use;
import dev.rondo.policy.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads expressions with Jinja2's precedence, one method for each level: conditional, or, and, not,
 * comparison, sum, {@code ~}, product, power, sign, and what stands behind a value (attributes,
 * subscripts, calls, then filters and tests).
 */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Map<String, Object> CONSTANTS =
      Map.of("true", true, "True", true, "false", false, "False", false);
  private static final Set<String> NOTHING = Set.of("none", "None");

  private final TokenStream tokens;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
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
    node = postfix(node);
    return isFilterAllowed ? filtersAndTests(node) : node;
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

  Expression postfix(Expression node) {
    Expression result = node;
    while (true) {
      if (tokens.current().isOperator(".") || tokens.current().isOperator("[")) {
        result = tokens.grown(subscript(result));
      } else if (tokens.current().isOperator("(")) {
        result = tokens.grown(call(result));
      } else {
        return result;
      }
    }
  }

  private Expression filtersAndTests(Expression node) {
    Expression result = node;
    while (true) {
      if (tokens.current().isOperator("|")) {
        result = filter(result);
      } else if (tokens.current().isName("is")) {
        result = tokens.grown(test(result));
      } else if (tokens.current().isOperator("(")) {
        result = tokens.grown(call(result));
      } else {
        return result;
      }
    }
  }

  private Expression subscript(Expression node) {
    Token token = tokens.next();
    if (token.isOperator(".")) {
      Token name = tokens.next();
      if (name.kind() == Kind.NAME) {
        return new Expression.Attribute(node, name.text(), token.line());
      }
      if (name.kind() != Kind.INTEGER) {
        throw new TemplateException("expected a name or a number, got " + name.described())
            .at(name.line());
      }
      Expression index = new Expression.Literal(name.number(), name.line());
      return new Expression.Item(node, index, token.line());
    }
    Expression argument = subscripted();
    if (tokens.current().isOperator(",")) {
      throw new TemplateException("a subscript of several values is not supported")
          .at(token.line());
    }
    tokens.expectOperator("]");
    return new Expression.Item(node, argument, token.line());
  }

  private Expression subscripted() {
    int line = tokens.line();
    Expression start = null;
    if (!tokens.skipOperator(":")) {
      start = expression(true);
      if (!tokens.skipOperator(":")) {
        return start;
      }
    }
    Expression stop = isBoundAbsent() ? null : expression(true);
    Expression step = null;
    if (tokens.skipOperator(":")) {
      step = isBoundAbsent() ? null : expression(true);
    }
    return tokens.grown(new Expression.Slice(start, stop, step, line));
  }

  private boolean isBoundAbsent() {
    Token token = tokens.current();
    return token.isOperator(":") || token.isOperator("]") || token.isOperator(",");
  }

  Expression.Call call(Expression node) {
    int line = tokens.line();
    return new Expression.Call(node, arguments(), line);
  }

  private CallArguments arguments() {
    tokens.expectOperator("(");
    tokens.enter();
    List<Expression> positional = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Expression> named = new ArrayList<>();
    Expression more = null;
    Expression moreNamed = null;
    boolean isFirst = true;
    while (!tokens.current().isOperator(")")) {
      if (!isFirst) {
        tokens.expectOperator(",");
        if (tokens.current().isOperator(")")) {
          break;
        }
      }
      isFirst = false;
      boolean isOrdered = moreNamed == null;
      if (tokens.current().isOperator("*")) {
        isOrdered &= more == null;
        tokens.next();
        more = expression(true);
      } else if (tokens.skipOperator("**")) {
        moreNamed = expression(true);
      } else if (tokens.current().kind() == Kind.NAME && tokens.following().isOperator("=")) {
        names.add(tokens.next().text());
        tokens.next();
        named.add(expression(true));
      } else {
        isOrdered &= more == null && names.isEmpty();
        positional.add(expression(true));
      }
      if (!isOrdered) {
        throw new TemplateException("arguments of a call in the wrong order").at(tokens.line());
      }
    }
    tokens.expectOperator(")");
    tokens.leave();
    if (new HashSet<>(names).size() < names.size()) {
      throw new TemplateException("an argument is named twice").at(tokens.line());
    }
    return new CallArguments(positional, names, named, more, moreNamed);
  }

  /** The filters that follow a node; null if there is none and the node is null. */
  Expression filter(Expression node) {
    Expression result = node;
    while (tokens.skipOperator("|")) {
      result = namedFilter(result);
    }
    return result;
  }

  /** The filters at the head of a filter block. */
  Filter filterHead() {
    return (Filter) filter(namedFilter(null));
  }

  private Expression namedFilter(Expression node) {
    int line = tokens.line();
    String name = dottedName();
    CallArguments arguments = tokens.current().isOperator("(") ? arguments() : CallArguments.NONE;
    return tokens.grown(new Filter(node, name, arguments, line));
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expectName());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expectName());
    }
    return name.toString();
  }

  private Expression test(Expression node) {
    int line = tokens.next().line();
    boolean isNegated = tokens.skipName("not");
    String name = dottedName();
    CallArguments arguments = CallArguments.NONE;
    Token token = tokens.current();
    if (token.isOperator("(")) {
      arguments = arguments();
    } else if (isOperand(token)) {
      if (token.isName("is")) {
        throw new TemplateException("tests cannot be chained").at(token.line());
      }
      Expression operand = postfix(primary(false));
      arguments = new CallArguments(List.of(operand), List.of(), List.of(), null, null);
    }
    Expression test = new Expression.Test(node, name, arguments, line);
    return isNegated ? tokens.grown(new Expression.Unary("not", tokens.grown(test), line)) : test;
  }

  private static boolean isOperand(Token token) {
    return switch (token.kind()) {
      case NAME -> !Set.of("else", "or", "and").contains(token.text());
      case STRING, INTEGER, FLOAT -> true;
      default -> token.isOperator("[") || token.isOperator("{");
    };
  }
}

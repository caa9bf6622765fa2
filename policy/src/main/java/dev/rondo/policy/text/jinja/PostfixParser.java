package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Expression.CallArguments;
import dev.rondo.policy.text.jinja.Expression.Filter;
import dev.rondo.policy.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what stands behind a value: attributes, subscripts and calls, then filters and tests. */
final class PostfixParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;

  PostfixParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
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

  Expression filtersAndTests(Expression node) {
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
      start = expressions.expression(true);
      if (!tokens.skipOperator(":")) {
        return start;
      }
    }
    Expression stop = isBoundAbsent() ? null : expressions.expression(true);
    Expression step = null;
    if (tokens.skipOperator(":")) {
      step = isBoundAbsent() ? null : expressions.expression(true);
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
        more = expressions.expression(true);
      } else if (tokens.skipOperator("**")) {
        moreNamed = expressions.expression(true);
      } else if (tokens.current().kind() == Kind.NAME && tokens.following().isOperator("=")) {
        names.add(tokens.next().text());
        tokens.next();
        named.add(expressions.expression(true));
      } else {
        isOrdered &= more == null && names.isEmpty();
        positional.add(expressions.expression(true));
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
      Expression operand = postfix(expressions.primary(false));
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

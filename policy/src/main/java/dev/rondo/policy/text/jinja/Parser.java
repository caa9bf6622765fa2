package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Expression.Name;
import dev.rondo.policy.text.jinja.Expression.TupleOf;
import dev.rondo.policy.text.jinja.Expression.Use;
import dev.rondo.policy.text.jinja.ExpressionParser.TupleRules;
import dev.rondo.policy.text.jinja.Statement.Signature;
import dev.rondo.policy.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the statements of a template. */
final class Parser {
  private static final Set<String> REFUSED =
      Set.of("block", "extends", "include", "import", "from", "autoescape");
  private static final int MOST_NESTED = 40;

  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int nested;

  private Parser(List<Token> tokens) {
    this.tokens = new TokenStream(tokens);
    this.expressions = new ExpressionParser(this.tokens);
  }

  static List<Statement> parse(List<Token> tokens) {
    Parser parser = new Parser(tokens);
    try {
      return parser.statements(Set.of());
    } catch (TemplateException e) {
      throw e.at(parser.tokens.line());
    }
  }

  /** Statements up to one of some tags, which is left to the caller; none: up to the end. */
  private List<Statement> statements(Set<String> ends) {
    List<Statement> body = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> body.add(new Statement.Data(token.text()));
        case VARIABLE_BEGIN -> {
          Expression value = tuple(true, null);
          body.add(new Statement.Print(List.of(value), token.line()));
          tokens.expect(Kind.VARIABLE_END, "end of the expression");
        }
        case BLOCK_BEGIN -> {
          if (tokens.current().kind() == Kind.NAME && ends.contains(tokens.current().text())) {
            return body;
          }
          body.add(statement());
          tokens.expect(Kind.BLOCK_END, "end of the statement");
        }
        default -> {
          if (!ends.isEmpty()) {
            throw new TemplateException(
                "a block is not closed (expected: "
                    + String.join(", ", new java.util.TreeSet<>(ends))
                    + ")");
          }
          return body;
        }
      }
    }
  }

  /** The body of a statement; takes the tag that ends it if it is the only one possible. */
  private List<Statement> body(String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Kind.BLOCK_END, "end of the statement");
    if (++nested > MOST_NESTED) {
      throw new TemplateException("nested too deeply (allowed: " + MOST_NESTED + " statements)");
    }
    List<Statement> body = statements(Set.of(ends));
    nested--;
    if (ends.length == 1) {
      tokens.next();
    }
    return body;
  }

  private Statement statement() {
    Token tag = tokens.current();
    if (tag.kind() != Kind.NAME) {
      throw tokens.expected("the name of a statement");
    }
    tokens.next();
    int line = tag.line();
    return switch (tag.text()) {
      case "if" -> condition(line);
      case "for" -> loop(line);
      case "set" -> assignment(line);
      case "with" -> with(line);
      case "macro" -> macro(line);
      case "call" -> callBlock(line);
      case "filter" ->
          new Statement.FilterBlock(expressions.postfix().filterHead(), body("endfilter"), line);
      case "print" -> print(line);
      case "break" -> new Statement.Break(line);
      case "continue" -> new Statement.Continue(line);
      case "generation" ->
          new Statement.CallBlock(
              null, new Signature(List.of(), List.of()), body("endgeneration"), line);
      default ->
          throw new TemplateException(
                  REFUSED.contains(tag.text())
                      ? "the statement " + tag.text() + " is not supported in a chat template"
                      : "unknown statement: " + Text.shortened(tag.text()))
              .at(line);
    };
  }

  private Expression tuple(boolean isConditionalAllowed, String endName) {
    return expressions.tuple(new TupleRules(false, isConditionalAllowed, endName, false, false));
  }

  private Statement.If condition(int line) {
    Expression test = tuple(false, null);
    List<Statement> body = body("elif", "else", "endif");
    List<Statement.If> others = new ArrayList<>();
    List<Statement> otherwise = List.of();
    while (true) {
      Token end = tokens.next();
      if (end.isName("elif")) {
        Expression otherTest = tuple(false, null);
        others.add(
            new Statement.If(
                otherTest, body("elif", "else", "endif"), List.of(), List.of(), end.line()));
      } else {
        if (end.isName("else")) {
          otherwise = body("endif");
        }
        return new Statement.If(test, body, others, otherwise, line);
      }
    }
  }

  private Statement loop(int line) {
    Expression target = target(true, false, "in", Use.PARAMETER);
    if (!tokens.skipName("in")) {
      throw tokens.expected("in");
    }
    Expression iterable = tuple(false, "recursive");
    Expression test = tokens.skipName("if") ? expressions.expression(true) : null;
    boolean isRecursive = tokens.skipName("recursive");
    List<Statement> body = body("endfor", "else");
    List<Statement> otherwise = tokens.next().isName("else") ? body("endfor") : List.of();
    return new Statement.For(target, iterable, test, isRecursive, body, otherwise, line);
  }

  private Statement assignment(int line) {
    Expression target = target(true, true, null, Use.STORE);
    if (tokens.skipOperator("=")) {
      return new Statement.Set(target, tuple(true, null), line);
    }
    Expression.Filter filter = (Expression.Filter) expressions.postfix().filter(null);
    return new Statement.SetBlock(target, filter, body("endset"), line);
  }

  private Statement with(int line) {
    List<Expression> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (tokens.current().kind() != Kind.BLOCK_END) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(target(true, false, null, Use.PARAMETER));
      tokens.expectOperator("=");
      values.add(expressions.expression(true));
    }
    return new Statement.With(targets, values, body("endwith"), line);
  }

  private Statement macro(int line) {
    String name = assignableName();
    return new Statement.Macro(name, signature(), body("endmacro"), line);
  }

  private Statement callBlock(int line) {
    Signature signature =
        tokens.current().isOperator("(") ? signature() : new Signature(List.of(), List.of());
    if (expressions.expression(true) instanceof Expression.Call call) {
      return new Statement.CallBlock(call, signature, body("endcall"), line);
    }
    throw new TemplateException("expected a call").at(line);
  }

  private Signature signature() {
    tokens.expectOperator("(");
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    while (!tokens.current().isOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      parameters.add(assignableName());
      if (tokens.skipOperator("=")) {
        defaults.add(expressions.expression(true));
      } else if (!defaults.isEmpty()) {
        throw new TemplateException("a parameter without a default behind one that has one");
      }
    }
    tokens.expectOperator(")");
    if (new HashSet<>(parameters).size() < parameters.size()) {
      throw new TemplateException("a parameter is named twice");
    }
    return new Signature(parameters, defaults);
  }

  private Statement print(int line) {
    List<Expression> values = new ArrayList<>();
    while (tokens.current().kind() != Kind.BLOCK_END) {
      if (!values.isEmpty()) {
        tokens.expectOperator(",");
      }
      values.add(expressions.expression(true));
    }
    return new Statement.Print(values, line);
  }

  private String assignableName() {
    int line = tokens.line();
    Expression name = new Name(tokens.expectName(), Use.STORE, line);
    return ((Name) assignable(name, Use.STORE)).name();
  }

  private Expression target(
      boolean isTupleAllowed, boolean isNamespaceAllowed, String endName, Use use) {
    Expression target =
        isTupleAllowed
            ? expressions.tuple(new TupleRules(true, true, endName, false, isNamespaceAllowed))
            : expressions.primary(isNamespaceAllowed);
    return assignable(target, use);
  }

  private static Expression assignable(Expression target, Use use) {
    if (target instanceof Name name
        && !Set.of("true", "false", "none", "True", "False", "None").contains(name.name())) {
      return new Name(name.name(), use, name.line());
    }
    if (target instanceof TupleOf tuple) {
      return new TupleOf(
          tuple.items().stream().map(item -> assignable(item, use)).toList(), tuple.line());
    }
    if (target instanceof Expression.NamespaceTarget) {
      return target;
    }
    throw new TemplateException("cannot assign to this expression").at(target.line());
  }
}

package dev.rondo.verify.math;

import static dev.rondo.verify.math.ExpressionParser.isConstant;
import static dev.rondo.verify.math.ExpressionParser.isProduct;
import static dev.rondo.verify.math.NumberParser.number;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads functions, and the commands of fractions, roots, derivatives and finite series. */
final class FunctionParser {
  private static final int MOST_SIGNS = 3;

  /** What is written behind a set of numbers, and which of them it leaves. */
  private static final Map<String, String> SIGNS_OF_SETS =
      Map.of(
          "+", "+", "-", "-", "*", "*", "0", "0", ">0", "+", "<0", "-", ">=0", "0", ">=1", "+",
          "!=0", "*");

  /** Functions that also take a set: max {3, 8}. */
  private static final Set<Function> OF_SETS =
      EnumSet.of(Function.MAX, Function.MIN, Function.GCD, Function.LCM);

  private final Tokens tokens;
  private final AnswerParser answers;
  private final ExpressionParser expressions;

  FunctionParser(Tokens tokens, AnswerParser answers, ExpressionParser expressions) {
    this.tokens = tokens;
    this.answers = answers;
    this.expressions = expressions;
  }

  Expression command(String name) {
    if (name.startsWith("set:")) {
      boolean isChance = name.equals("set:E") || name.equals("set:P");
      if (isChance && (tokens.peek().isMark("(") || tokens.peek().isMark("["))) {
        return Calls.read(name.substring(4), tokens, expressions.groups);
      }
      return new Leaf(Kind.NAMED_SET, namedSet(name.substring(4)) + signOfSet());
    }
    if (name.startsWith("begin:")) {
      return new MatrixParser(tokens, answers).read(name.substring("begin:".length()));
    }
    Function known = Function.of(name);
    if (known != null && !name.equals("sqrt") && !name.equals("binom")) {
      return function(known);
    }
    switch (name) {
      case "frac" -> {
        Expression derivative = derivative();
        if (derivative != null) {
          return derivative;
        }
        Expression numerator = argument();
        return Expression.product(numerator, argument().inverse());
      }
      case "binom" -> {
        Expression top = argument();
        return Expression.function(Function.BINOM, top, argument());
      }
      case "sqrt" -> {
        return root();
      }
      case "pi" -> {
        return Constant.PI;
      }
      case "infty" -> {
        return Constant.INFINITY;
      }
      case "imath" -> {
        return Constant.I;
      }
      case "emptyset" -> {
        return Expression.list(Joint.BRACES, List.of());
      }
      case "sum", "prod" -> {
        return series(name.equals("sum") ? Function.SUM : Function.PROD);
      }
      case "overline", "bar" -> {
        Expression under = argument();
        boolean isSegment =
            under.is(Kind.PRODUCT)
                && under.allChildren(
                    end -> end.is(Kind.SYMBOL) && Character.isUpperCase(end.name().charAt(0)));
        return isSegment || under.is(Kind.NUMBER)
            ? under
            : Expression.function(Function.BAR, under);
      }
      default -> throw new Unreadable("command " + name);
    }
  }

  /** The sign in R^+, Z^{-}, N^* and Z_{>0}; empty if there is none. */
  String signOfSet() {
    if (!tokens.peek().isMark("^") && !tokens.peek().isMark("_")) {
      return "";
    }
    boolean isBraced = tokens.peek(1).isMark("{");
    int from = isBraced ? 2 : 1;
    int to = from + 1;
    while (isBraced && to < from + MOST_SIGNS && !tokens.peek(to).isMark("}")) {
      to++;
    }
    StringBuilder written = new StringBuilder();
    for (int i = from; i < to; i++) {
      written.append(tokens.peek(i).text());
    }
    String sign = SIGNS_OF_SETS.get(written.toString());
    if (sign == null
        || (isBraced && !tokens.peek(to).isMark("}"))
        || (sign.equals("0") && tokens.peek().isMark("^"))) {
      return "";
    }
    for (int i = 0; i < (isBraced ? to + 1 : to); i++) {
      tokens.next();
    }
    return sign;
  }

  static String namedSet(String text) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        name.append(text.charAt(i));
      }
    }
    return name.toString();
  }

  /** dy/dx in braces as y'; null if no derivative comes. */
  Expression derivative() {
    boolean isDerivative =
        tokens.peek().isMark("{")
            && isDifferential(tokens.peek(1))
            && tokens.peek(2).isMark("}")
            && tokens.peek(3).isMark("{")
            && isDifferential(tokens.peek(4))
            && tokens.peek(5).isMark("}");
    boolean isOperator =
        tokens.peek().isMark("{")
            && tokens.peek(1).text().equals("d")
            && tokens.peek(2).isMark("}")
            && tokens.peek(3).isMark("{")
            && isDifferential(tokens.peek(4));
    if (isOperator) {
      throw new Unreadable("derivative of what follows");
    }
    if (!isDerivative) {
      return null;
    }
    String above = tokens.peek(1).text().substring(1);
    String below = tokens.peek(4).text().substring(1);
    for (int i = 0; i < 6; i++) {
      tokens.next();
    }
    return NameParser.CALLED.contains(above)
        ? Expression.of(Kind.CALL, above + "'", Expression.symbol(below))
        : Expression.symbol(above + "'" + (below.equals("x") ? "" : " by " + below));
  }

  static boolean isDifferential(Token token) {
    return token.kind() == Token.Kind.WORD
        && token.text().length() == 2
        && token.text().charAt(0) == 'd';
  }

  /** A group in braces, or one token: of a number its first digit. */
  Expression argument() {
    Token token = tokens.peek();
    if (token.kind() == Token.Kind.NUMBER) {
      return number(tokens.firstDigit());
    }
    if (token.isMark("-")) {
      tokens.next();
      return argument().negated();
    }
    tokens.enter();
    Expression argument = expressions.primary();
    tokens.leave();
    return argument;
  }

  Expression root() {
    Expression degree = null;
    if (tokens.peek().isMark("[")) {
      tokens.next();
      degree = expressions.groups.rootDegree();
    }
    tokens.enter();
    Expression radicand = expressions.primary();
    tokens.leave();
    return degree == null
        ? Expression.function(Function.SQRT, radicand)
        : Expression.function(Function.ROOT, radicand, degree);
  }

  Expression series(Function function) {
    Expression index = null;
    Expression from = null;
    Expression to = null;
    for (int i = 0; i < 2; i++) {
      if (tokens.take("_")) {
        tokens.expect("{");
        index = expressions.sum();
        tokens.expect("=");
        from = expressions.sum();
        tokens.expect("}");
      } else if (tokens.take("^")) {
        to = expressions.exponent();
      }
    }
    boolean isI = index == Constant.I;
    if (index == null || to == null || !(isI || index.is(Kind.SYMBOL))) {
      throw new Unreadable("series");
    }
    Expression body = expressions.term();
    return isI
        ? Expression.function(function, Expression.symbol("i"), from, to, withIndex(body))
        : Expression.function(function, index, from, to, body);
  }

  /** In a sum over i the letter is no imaginary unit. */
  static Expression withIndex(Expression body) {
    return body == Constant.I
        ? Expression.symbol("i")
        : body.with(body.children().stream().map(FunctionParser::withIndex).toList());
  }

  Expression function(Function named) {
    Function function = named;
    Expression base = null;
    Expression exponent = null;
    for (int i = 0; i < 2; i++) {
      if (tokens.peek().isMark("_") && base == null) {
        tokens.next();
        Token digits = tokens.peek();
        boolean isGlued =
            digits.kind() == Token.Kind.NUMBER && !expressions.startsFactor(tokens.peek(1));
        base = isGlued ? number(tokens.firstDigit()) : expressions.primary();
      } else if (tokens.peek().isMark("^") && exponent == null) {
        tokens.next();
        exponent = expressions.exponent();
      }
    }
    List<Expression> arguments = functionArguments();
    boolean isOfSet =
        OF_SETS.contains(function) && arguments.size() == 1 && arguments.get(0).is(Kind.SET);
    if (isOfSet && !arguments.get(0).children().isEmpty()) {
      arguments = arguments.get(0).children(); // max {3, 8}
    }
    if (!function.takes(arguments.size())) {
      throw new Unreadable("arguments of " + function.form());
    }
    if (Function.ANGLES.contains(function)) {
      arguments = List.of(inRadians(arguments.get(0)));
    }
    boolean isInverse = exponent != null && exponent.isMinusOne();
    if (isInverse && Function.ANGLES.contains(function)) {
      function = function.inverse();
      exponent = null;
    }
    if (base != null) {
      if (function != Function.LOG) {
        throw new Unreadable("subscript of " + function.form());
      }
      function = Function.LOGBASE;
      arguments = List.of(arguments.get(0), base);
    }
    if (function == Function.QUOTIENT) {
      return Expression.product(arguments.get(0), arguments.get(1).inverse());
    }
    if (function == Function.CIS) {
      Expression angle = inRadians(arguments.get(0));
      return powerOf(
          Expression.sum(
              List.of(
                  Expression.function(Function.COS, angle),
                  Expression.product(Constant.I, Expression.function(Function.SIN, angle)))),
          exponent);
    }
    if (function == Function.EXP) {
      return Expression.power(Constant.E, arguments.get(0));
    }
    Expression result = Expression.function(function, arguments);
    return powerOf(result, exponent);
  }

  private static Expression powerOf(Expression base, Expression exponent) {
    return exponent == null ? base : Expression.power(base, exponent);
  }

  static Expression inRadians(Expression angle) {
    if (angle.is(Kind.QUANTITY, "deg")) {
      return Expression.product(angle.child(0), Constant.PI, Expression.number(180).inverse());
    }
    if (angle.is(Kind.SUM) || angle.is(Kind.PRODUCT)) {
      return angle.with(angle.children().stream().map(FunctionParser::inRadians).toList());
    }
    return angle;
  }

  List<Expression> functionArguments() {
    Token token = tokens.peek();
    if (token.isMark("(") || token.isMark("[")) {
      return expressions.groups.arguments();
    }
    if (token.isMark("{")) {
      return List.of(expressions.primary());
    }
    tokens.enter();
    List<Expression> factors = new ArrayList<>();
    if (tokens.take("-")) {
      factors.add(Expression.number(-1));
    }
    factors.add(expressions.power());
    while (continuesArgument(tokens.peek())) {
      factors.add(expressions.power());
    }
    tokens.leave();
    return List.of(Expression.product(factors));
  }

  boolean continuesArgument(Token token) {
    return switch (token.kind()) {
      case LETTER -> true;
      case COMMAND -> token.isCommand("pi") || token.isCommand("sqrt") || token.isCommand("frac");
      case WORD -> isConstant(token) || isProduct(token);
      default -> false;
    };
  }
}

package dev.rondo.verify.math;

import static dev.rondo.verify.math.ExpressionParser.isConstant;
import static dev.rondo.verify.math.ExpressionParser.isProduct;
import static dev.rondo.verify.math.NumberParser.number;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads functions, and the commands of fractions, roots, derivatives and finite series. */
final class FunctionParser {
  private static final int MOST_SIGNS = 3;

  /** What is written behind a set of numbers, and which of them it leaves. */
  private static final Map<String, String> SIGNS_OF_SETS =
      Map.of(
          "+", "+", "-", "-", "*", "*", "0", "0", ">0", "+", "<0", "-", ">=0", "0", ">=1", "+",
          "!=0", "*");

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
      return Expression.of(Kind.NAMED_SET, namedSet(name.substring(4)) + signOfSet());
    }
    if (name.startsWith("begin:")) {
      return new MatrixParser(tokens, answers).read(name.substring("begin:".length()));
    }
    if (Words.FUNCTIONS.contains(name) && !name.equals("sqrt") && !name.equals("binom")) {
      return function(name);
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
        return Expression.function("binom", top, argument());
      }
      case "sqrt" -> {
        return root();
      }
      case "pi" -> {
        return Expression.constant("pi");
      }
      case "infty" -> {
        return Expression.constant("infinity");
      }
      case "imath" -> {
        return Expression.constant("i");
      }
      case "emptyset" -> {
        return Expression.list(Joint.BRACES, List.of());
      }
      case "sum", "prod" -> {
        return series(name);
      }
      case "overline", "bar" -> {
        Expression under = argument();
        boolean isSegment =
            under.is(Kind.PRODUCT)
                && under.allChildren(
                    end -> end.is(Kind.SYMBOL) && Character.isUpperCase(end.name().charAt(0)));
        return isSegment || under.is(Kind.NUMBER) ? under : Expression.function("bar", under);
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
        ? Expression.function("call " + above + "'", Expression.symbol(below))
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
        ? Expression.function("sqrt", radicand)
        : Expression.function("root", radicand, degree);
  }

  Expression series(String name) {
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
    boolean isI = index != null && index.is(Kind.CONSTANT, "i");
    if (index == null || to == null || !(isI || index.is(Kind.SYMBOL))) {
      throw new Unreadable("series");
    }
    Expression body = expressions.term();
    return isI
        ? Expression.function(name, Expression.symbol("i"), from, to, withIndex(body))
        : Expression.function(name, index, from, to, body);
  }

  /** In a sum over i the letter is no imaginary unit. */
  static Expression withIndex(Expression body) {
    return body.is(Kind.CONSTANT, "i")
        ? Expression.symbol("i")
        : body.with(body.children().stream().map(FunctionParser::withIndex).toList());
  }

  Expression function(String word) {
    String name =
        switch (word) {
          case "asin" -> "arcsin";
          case "acos" -> "arccos";
          case "atan" -> "arctan";
          case "lg" -> "log";
          case "arctg" -> "arctan";
          case "arcctg" -> "arccot";
          case "tg" -> "tan";
          case "ctg" -> "cot";
          case "cosec" -> "csc";
          case "Rational" -> "quotient";
          case "binomial", "comb" -> "binom";
          case "sign" -> "sgn";
          default -> word;
        };
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
        (name.equals("max") || name.equals("min") || name.equals("gcd") || name.equals("lcm"))
            && arguments.size() == 1
            && arguments.get(0).is(Kind.SET);
    if (isOfSet && !arguments.get(0).children().isEmpty()) {
      arguments = arguments.get(0).children(); // max {3, 8}
    }
    checkArguments(name, arguments.size());
    if (Words.ANGLES.contains(name)) {
      arguments = List.of(inRadians(arguments.get(0)));
    }
    boolean isInverse =
        exponent != null && exponent.isInteger() && exponent.value().equals(Rational.of(-1));
    if (isInverse && Words.ANGLES.contains(name)) {
      name = "arc" + name;
      exponent = null;
    }
    if (base != null) {
      if (!name.equals("log") || arguments.size() != 1) {
        throw new Unreadable("subscript of " + name);
      }
      name = "logbase";
      arguments = List.of(arguments.get(0), base);
    }
    if (name.equals("quotient") && arguments.size() == 2) {
      return Expression.product(arguments.get(0), arguments.get(1).inverse());
    }
    if (name.equals("exp") && arguments.size() == 1) {
      return Expression.power(Expression.constant("e"), arguments.get(0));
    }
    Expression result = Expression.of(Kind.FUNCTION, name, arguments);
    return exponent == null ? result : Expression.power(result, exponent);
  }

  static void checkArguments(String name, int count) {
    boolean fits =
        switch (name) {
          case "max", "min" -> true;
          case "binom", "gcd", "lcm", "quotient" -> count == 2;
          default -> count == 1;
        };
    if (!fits) {
      throw new Unreadable("arguments of " + name);
    }
  }

  static Expression inRadians(Expression angle) {
    if (angle.is(Kind.QUANTITY, "deg")) {
      return Expression.product(
          angle.child(0), Expression.constant("pi"), Expression.number(180).inverse());
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

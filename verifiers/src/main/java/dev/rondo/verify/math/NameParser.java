package dev.rondo.verify.math;

import static dev.rondo.verify.math.ExpressionParser.isConstant;
import static dev.rondo.verify.math.ExpressionParser.isPair;
import static dev.rondo.verify.math.ExpressionParser.isProduct;
import static dev.rondo.verify.math.FunctionParser.isDifferential;
import static dev.rondo.verify.math.NumberParser.isDigits;
import static dev.rondo.verify.math.NumberParser.number;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what letters name: symbols with subscripts and primes, calls such as f(x), products of
 * letters, figures, numbers of choices with scripts.
 */
final class NameParser {
  /** Functions that may be written together with a letter: sinx. */
  private static final Set<Function> GLUED =
      EnumSet.of(
          Function.SIN, Function.COS, Function.TAN, Function.LN, Function.LOG, Function.SQRT);

  private static final Set<String> PAIRS = Set.of("TF", "FT", "HT", "TH", "YN", "NY");

  /** Roman numbers, where they stand alone; elsewhere products of letters. */
  private static final Set<String> ROMAN_PAIRS = Set.of("IV", "VI", "IX", "XI", "XL", "LX");

  private static final int MOST_OF_SCRIPT = 8;

  static final Set<String> CALLED = Set.of("f", "g", "h", "F", "G");

  private final Tokens tokens;
  private final AnswerParser answers;
  private final ExpressionParser expressions;

  NameParser(Tokens tokens, AnswerParser answers, ExpressionParser expressions) {
    this.tokens = tokens;
    this.answers = answers;
    this.expressions = expressions;
  }

  Expression letter(Token token) {
    String name = token.text();
    Expression choices = name.equals("C") ? choices() : null;
    if (choices != null) {
      return choices;
    }
    if (name.equals("angle") && isBehindModulus()) {
      Expression angle = FunctionParser.inRadians(expressions.signedPower());
      return Expression.power(Constant.E, Expression.product(Constant.I, angle));
    }
    if (name.equals("angle") || name.equals("triangle")) {
      Expression figure = figure(name);
      if (figure != null) {
        return figure;
      }
    }
    if (tokens.peek().isMark("_")) {
      tokens.next();
      name = name + "_" + subscript();
    }
    while (tokens.peek().isMark("'")) {
      tokens.next();
      name = name + "'";
    }
    boolean isOfLetter =
        name.length() == 3 && name.startsWith("C_") && Character.isLetter(name.charAt(2));
    if (isOfLetter && tokens.peek().isMark("^")) {
      tokens.next();
      return Expression.function(
          Function.BINOM, Expression.symbol(name.substring(2)), expressions.exponent());
    }
    if (name.startsWith("C_") && isDigits(name.substring(2)) && tokens.peek().isMark("^")) {
      Expression chosen = chosen(name.substring(2));
      if (chosen != null) {
        return chosen;
      }
    }
    boolean isArranged = name.startsWith("A_") || name.startsWith("P_");
    if (isArranged && isDigits(name.substring(2)) && tokens.peek().isMark("^")) {
      Expression chosen = chosen(name.substring(2));
      if (chosen != null) {
        return Expression.product(
            chosen, Expression.function(Function.FACTORIAL, chosen.children().get(1)));
      }
    }
    if (name.equals("e") || name.equals("i")) {
      return single(name);
    }
    boolean isCalled = CALLED.contains(name.substring(0, 1)) && tokens.peek().isMark("(");
    if (isCalled && !tokens.peek().isSpaced()) {
      return Expression.of(Kind.CALL, name, expressions.groups.arguments());
    }
    if (Calls.isCall(name, tokens)) {
      return Calls.read(name, tokens, expressions.groups);
    }
    boolean isAtZero =
        tokens.peek().isMark("(")
            && tokens.peek(1).text().equals("0")
            && tokens.peek(2).isMark(")");
    if (isAtZero) {
      return Expression.of(
          Kind.CALL, name, expressions.groups.arguments()); // nobody multiplies by zero
    }
    if (name.equals("C") && tokens.peek().isMark("(")) {
      List<Expression> arguments = expressions.groups.arguments();
      return arguments.size() == 2
          ? Expression.function(Function.BINOM, arguments)
          : Expression.product(Expression.symbol("C"), arguments.get(0));
    }
    return Expression.symbol(name);
  }

  /** The scripts of C_{2n}^n, with letters in the first one; null, with nothing taken, if none. */
  private Expression choices() {
    int length = 2;
    boolean hasLetter = false;
    boolean isScript = tokens.peek().isMark("_") && tokens.peek(1).isMark("{");
    while (isScript && length < MOST_OF_SCRIPT && !tokens.peek(length).isMark("}")) {
      Token part = tokens.peek(length++);
      hasLetter |= part.kind() == Token.Kind.LETTER;
      isScript =
          part.kind() == Token.Kind.LETTER
              || part.kind() == Token.Kind.NUMBER
              || part.isMark("+")
              || part.isMark("-");
    }
    boolean isRaised = tokens.peek(length).isMark("}") && tokens.peek(length + 1).isMark("^");
    if (!isScript || !hasLetter || length < 4 || !isRaised) {
      return null;
    }
    tokens.next();
    tokens.next();
    Expression all = expressions.sum();
    tokens.expect("}");
    tokens.next();
    return Expression.function(Function.BINOM, all, expressions.exponent());
  }

  /** Whether the sign of an angle stands between a number and another: 2 \\angle 30. */
  private boolean isBehindModulus() {
    boolean isNumber =
        tokens.before(2).kind() == Token.Kind.NUMBER
            || tokens.before(2).isMark(")")
            || tokens.before(2).isMark("}");
    Token next = tokens.peek();
    return isNumber
        && (next.kind() == Token.Kind.NUMBER
            || next.isMark("-")
            || next.isCommand("frac")
            || next.isCommand("pi"));
  }

  /** f after g; of what g is called with, if that is written. */
  static Expression composed(Expression outer, Expression inner) {
    return inner.is(Kind.CALL) && !inner.is(Kind.CALL, "compose")
        ? called(outer, List.of(inner))
        : Expression.of(Kind.CALL, "compose", outer, inner);
  }

  /** (f after g)(x) as f(g(x)). */
  static Expression called(Expression function, List<Expression> arguments) {
    return function.is(Kind.CALL, "compose")
        ? called(function.child(0), List.of(called(function.child(1), arguments)))
        : Expression.of(Kind.CALL, function.name(), arguments);
  }

  private static Expression single(String letter) {
    return switch (letter) {
      case "e" -> Constant.E;
      case "i" -> Constant.I;
      default -> Expression.symbol(letter);
    };
  }

  /** An angle is the same from either side; null if no three points come. */
  Expression figure(String name) {
    Token points = tokens.peek();
    boolean isNamed =
        points.kind() == Token.Kind.WORD
            && points.text().length() == 3
            && Characters.areAll(points.text(), 'A', 'Z');
    if (!isNamed) {
      return null;
    }
    String word = tokens.next().text();
    String mirrored = new StringBuilder(word).reverse().toString();
    return Expression.symbol(name + " " + (word.compareTo(mirrored) < 0 ? word : mirrored));
  }

  /** C_9^3 as a binomial coefficient; null where it is rather a power of a constant, as C_1^2. */
  Expression chosen(String from) {
    boolean isBraced = tokens.peek(1).isMark("{");
    Token below = tokens.peek(isBraced ? 2 : 1);
    if (below.kind() != Token.Kind.NUMBER
        || !isDigits(below.text())
        || (isBraced && !tokens.peek(3).isMark("}"))
        || from.length() > 4
        || below.text().length() > 4) {
      return null;
    }
    int all = Integer.parseInt(from);
    int taken = Integer.parseInt(below.text());
    if (all < 3 || taken >= all) {
      return null;
    }
    for (int i = 0; i < (isBraced ? 4 : 2); i++) {
      tokens.next();
    }
    return Expression.function(Function.BINOM, Expression.number(all), Expression.number(taken));
  }

  /** 9C3 and 9P3 with the numbers as scripts before and behind; the first sign is taken. */
  Expression chosenBefore() {
    Expression all = script();
    Token letter = tokens.next();
    boolean isKnown = letter.text().equals("C") || letter.text().equals("P");
    if (!isKnown || !(tokens.take("_") || tokens.take("^"))) {
      throw new Unreadable("script");
    }
    return choose(all, letter.text(), script());
  }

  /** Combinations or, with a P, permutations. */
  static Expression choose(Expression all, String letter, Expression taken) {
    Expression chosen = Expression.function(Function.BINOM, all, taken);
    return letter.equals("C")
        ? chosen
        : Expression.product(chosen, Expression.function(Function.FACTORIAL, taken));
  }

  Expression script() {
    return tokens.peek().kind() == Token.Kind.NUMBER
        ? number(tokens.next())
        : expressions.primary();
  }

  /** The text of a subscript, without spaces. */
  String subscript() {
    if (!tokens.take("{")) {
      return tokens.next().text();
    }
    StringBuilder text = new StringBuilder();
    int depth = 1;
    while (!tokens.isEnd()) {
      Token token = tokens.next();
      depth += token.isMark("{") ? 1 : token.isMark("}") ? -1 : 0;
      if (depth == 0) {
        break;
      }
      text.append(token.text());
    }
    return text.toString();
  }

  Expression word(Token token) {
    String word = token.text();
    boolean isDerivative =
        isDifferential(token) && tokens.peek().isMark("/") && isDifferential(tokens.peek(1));
    if (isDerivative) {
      tokens.next();
      String below = tokens.next().text().substring(1);
      return Expression.symbol(word.substring(1) + "'" + (below.equals("x") ? "" : " by " + below));
    }
    if (isConstant(token)) {
      return word.equalsIgnoreCase("pi") ? Constant.PI : Constant.INFINITY;
    }
    Function known = Function.of(word);
    if (known != null) {
      return expressions.functions.function(known);
    }
    for (Function function : GLUED) {
      int length = function.form().length();
      if (word.startsWith(function.form()) && word.length() == length + 1) {
        return Expression.function(function, Expression.symbol(word.substring(length)));
      }
    }
    boolean isChance = Calls.isWord(word) && !tokens.peek().isSpaced();
    if (isChance && (tokens.peek().isMark("(") || tokens.peek().isMark("["))) {
      return Calls.read(word, tokens, expressions.groups);
    }
    int number = Words.number(word);
    if (number >= 0) {
      return Expression.number(number);
    }
    if (!isProduct(token) && !isPair(token)) {
      throw new Unreadable("word " + word);
    }
    boolean isRaised =
        word.length() > 2 && tokens.peek().isMark("^") && !tokens.peek(1).isMark("circ");
    if ((isSpelled(word) && !isRaised) || (ROMAN_PAIRS.contains(word) && isAlone())) {
      return powerOf(Expression.symbol(word)); // letters in an order that counts
    }
    List<Expression> letters = new ArrayList<>();
    for (int i = 0; i < word.length(); i++) {
      boolean isLast = i + 1 == word.length();
      Token letter = new Token(Token.Kind.LETTER, word.substring(i, i + 1), false);
      if (isLast) {
        letters.add(powerOf(letter(letter)));
      } else {
        letters.add(single(letter.text()));
      }
    }
    return Expression.product(letters);
  }

  /**
   * Whether the letters of a word stand in an order that counts: three capitals or more (an angle,
   * a ranking), a letter more than once (a product would have a power), answers or sides of coins.
   */
  static boolean isSpelled(String word) {
    boolean isCapital = Characters.areAll(word, 'A', 'Z');
    boolean isName = word.length() >= 3 && Characters.areAll(word.substring(1), 'a', 'z');
    String letters = isName ? word.toLowerCase(java.util.Locale.ROOT) : word; // GMm has no two
    boolean isRepeated = letters.chars().distinct().count() < word.length();
    boolean isDifferential = word.length() >= 3 && word.charAt(word.length() - 2) == 'd';
    return (isRepeated && !isDifferential)
        || (isCapital && (word.length() >= 3 || PAIRS.contains(word)));
  }

  /** Whether the token that was taken is a whole answer, or an item of one. */
  private boolean isAlone() {
    return isItemEnd(tokens.before(2)) && isItemEnd(tokens.peek());
  }

  private static boolean isItemEnd(Token token) {
    return token.kind() == Token.Kind.END
        || token.isMark(",")
        || token.isMark(";")
        || token.isWord("and")
        || token.isWord("or")
        || token.isMark("\\{")
        || token.isMark("\\}");
  }

  /** A power binds to the last letter of a product such as xy^2. */
  Expression powerOf(Expression base) {
    if (tokens.peek().isMark("^") && !tokens.peek(1).isMark("circ")) {
      tokens.next();
      return Expression.power(base, expressions.exponent());
    }
    return base;
  }
}

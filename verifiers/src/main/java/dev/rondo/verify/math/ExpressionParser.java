package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads sums, products, powers, functions and brackets by recursive descent. Products need no sign;
 * {@code a/bc} is {@code (a/b)c}; a whole number before a fraction is a mixed number.
 */
final class ExpressionParser {
  private static final Set<String> CLOSING = Set.of(")", "]", "[");
  private static final Set<String> PAIRS = Set.of("TF", "FT", "HT", "TH", "YN", "NY");
  private static final Set<String> CALLED = Set.of("f", "g", "h", "F", "G");

  private final Tokens tokens;
  private final AnswerParser answers;
  private int absolutes;
  private int setBraces;
  private int brackets;

  ExpressionParser(Tokens tokens, AnswerParser answers) {
    this.tokens = tokens;
    this.answers = answers;
  }

  /** term ((+ | - | +-) term)* */
  Expression sum() {
    tokens.enter();
    List<Expression> terms = new ArrayList<>();
    terms.add(signedTerm());
    while (true) {
      if (tokens.take("+")) {
        terms.add(signedTerm());
      } else if (tokens.take("-")) {
        terms.add(signedTerm().negated());
      } else if (tokens.peek().isMark("+-") || tokens.peek().isMark("-+")) {
        String sign = tokens.next().text();
        terms.add(Expression.of(Kind.PLUS_MINUS, sign, signedTerm()));
      } else {
        break;
      }
    }
    tokens.leave();
    return Expression.sum(terms);
  }

  private Expression signedTerm() {
    if (tokens.take("+")) {
      return signedTerm();
    }
    if (tokens.take("-")) {
      tokens.enter();
      Expression negated = signedTerm().negated();
      tokens.leave();
      return negated;
    }
    if (tokens.peek().isMark("+-") || tokens.peek().isMark("-+")) {
      return Expression.of(Kind.PLUS_MINUS, tokens.next().text(), signedTerm());
    }
    return term();
  }

  private Expression term() {
    List<Expression> factors = new ArrayList<>();
    Token first = tokens.peek();
    Expression mixed = mixedNumber();
    factors.add(mixed == null ? power() : withMarksBehind(mixed));
    boolean isNumber = first.kind() == Token.Kind.NUMBER;
    boolean endsInNumber =
        isNumber && isPlainNumber(factors.get(0)) && !factors.get(0).is(Kind.POWER);
    while (true) {
      Token token = tokens.peek();
      if (isNumber
          && token.isSpaced()
          && token.kind() == Token.Kind.LETTER
          && tokens.peek(1).isMark(".")) {
        break; // 7 p.m.
      }
      if (tokens.take("*")) {
        factors.add(signedPower());
        isNumber = false;
      } else if (tokens.take("cross")) {
        Expression left = factors.remove(factors.size() - 1);
        Expression right = signedPower();
        boolean isVector = !isPlainNumber(left) && !isPlainNumber(right);
        factors.add(
            isVector
                ? Expression.function("call cross", left, right)
                : Expression.product(left, right));
        isNumber = false;
      } else if (tokens.take("/")) {
        factors.add(signedPower().inverse());
        isNumber = false;
      } else if (isModulus(token)) {
        tokens.next();
        Expression modulus = power();
        Expression value = Expression.product(factors);
        factors.clear();
        factors.add(Expression.function("mod", value, modulus));
      } else if (startsFactor(token) && !(isNumber && isUnitLetter(token))) {
        if (isNumber && endsInNumber && token.kind() == Token.Kind.NUMBER) {
          break;
        }
        if (isLabel(token) && factors.stream().allMatch(ExpressionParser::isPlainNumber)) {
          break;
        }
        if (token.isMark("(") && (isRemark() || isModulus(tokens.peek(1)))) {
          break;
        }
        factors.add(power());
        isNumber = false;
      } else {
        break;
      }
    }
    return Expression.product(factors);
  }

  private static boolean isPlainNumber(Expression factor) {
    return factor.is(Kind.NUMBER)
        || ((factor.is(Kind.POWER) || factor.is(Kind.QUANTITY)) && isPlainNumber(factor.child(0)));
  }

  /** Whether a word behind a number and a space says what is counted: 5 pets. */
  private static boolean isLabel(Token token) {
    return token.kind() == Token.Kind.WORD
        && token.isSpaced()
        && token.text().length() >= 3
        && !Words.FUNCTIONS.contains(token.text())
        && !isConstant(token);
  }

  /** Whether brackets hold a word that is no mathematics: 375 (punches). */
  private boolean isRemark() {
    Token inside = tokens.peek(1);
    boolean isWord =
        inside.kind() == Token.Kind.TEXT
            || (inside.kind() == Token.Kind.WORD
                && !Words.FUNCTIONS.contains(inside.text())
                && !isConstant(inside)
                && (!isProduct(inside) || Words.number(inside.text()) >= 0));
    return isWord && tokens.peek(2).isMark(")");
  }

  private static boolean isModulus(Token token) {
    return token.isMark("mod") || token.isWord("mod");
  }

  private boolean isUnitLetter(Token token) {
    if (token.kind() != Token.Kind.LETTER
        || !token.isSpaced()
        || !Units.LETTERS.contains(token.text())) {
      return false;
    }
    Token next = tokens.peek(1);
    return next.kind() == Token.Kind.END
        || next.isMark("/")
        || next.isMark("^")
        || next.isMark(",")
        || (next.kind() == Token.Kind.NUMBER && tokens.peek(2).kind() == Token.Kind.TEXT)
        || (next.kind() == Token.Kind.NUMBER && tokens.peek(2).kind() == Token.Kind.WORD);
  }

  private Expression signedPower() {
    if (tokens.take("-")) {
      tokens.enter();
      Expression negated = signedPower().negated();
      tokens.leave();
      return negated;
    }
    tokens.take("+");
    return power();
  }

  private boolean startsFactor(Token token) {
    return switch (token.kind()) {
      case NUMBER, LETTER -> true;
      case WORD -> Words.FUNCTIONS.contains(token.text()) || isConstant(token) || isProduct(token);
      case TEXT, END -> false;
      case COMMAND -> startsFactor(token.text());
      case MARK ->
          switch (token.text()) {
            case "(" -> true;
            case "[" -> brackets == 0;
            case "{", "lfloor", "lceil" -> true;
            case "|" -> absolutes == 0 && setBraces == 0;
            default -> false;
          };
    };
  }

  private static boolean startsFactor(String command) {
    return switch (command) {
      case "over", "choose", "atop", "not" -> false;
      default -> !command.startsWith("end:");
    };
  }

  private static boolean isConstant(Token token) {
    return switch (token.text()) {
      case "pi", "Pi", "PI", "inf", "Inf", "infinity", "Infinity", "infty", "oo" -> true;
      default -> false;
    };
  }

  /** Whether a word is letters multiplied. */
  private static boolean isProduct(Token token) {
    String word = token.text();
    return word.length() <= 4
        && isLatin(word)
        && !Words.SHORT_WORDS.contains(word.toLowerCase(java.util.Locale.ROOT))
        && !Units.isUnit(word)
        && !Words.FUNCTIONS.contains(word);
  }

  /** Whether a word is two letters, which are a product where an operand must come: e^{-at}. */
  private static boolean isPair(Token token) {
    return token.kind() == Token.Kind.WORD
        && token.text().length() == 2
        && isLatin(token.text())
        && !token.isWord("or");
  }

  private static boolean isLatin(String word) {
    return word.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
  }

  /** {@code 2\frac{1}{2}}, {@code 2 1/2}; null if there is no mixed number here. */
  private Expression mixedNumber() {
    Token whole = tokens.peek();
    if (whole.kind() != Token.Kind.NUMBER || !isDigits(whole.text())) {
      return null;
    }
    int start = tokens.position();
    Token second = tokens.peek(1);
    if (second.isCommand("frac")) {
      tokens.next();
      tokens.next();
      Token both = tokens.peek();
      boolean isGlued = both.kind() == Token.Kind.NUMBER && both.text().length() == 2;
      Token numerator = isGlued ? digit(both, 0) : simple();
      Token denominator = isGlued ? digit(both, 1) : numerator == null ? null : simple();
      if (isGlued && isDigits(both.text())) {
        tokens.next();
      }
      if (denominator != null && isProper(numerator, denominator) && !tokens.peek().isMark("^")) {
        return mixed(whole, numerator, denominator);
      }
      tokens.rewind(start);
    } else if (second.kind() == Token.Kind.NUMBER
        && second.isSpaced()
        && tokens.peek(2).isMark("/")
        && isDigits(second.text())
        && isDigits(tokens.peek(3).text())
        && isProper(second, tokens.peek(3))) {
      Token denominator = tokens.peek(3);
      for (int i = 0; i < 4; i++) {
        tokens.next();
      }
      return mixed(whole, second, denominator);
    }
    return null;
  }

  private static Expression mixed(Token whole, Token numerator, Token denominator) {
    Rational fraction = number(numerator).value().times(number(denominator).value().inverse());
    return Expression.number(number(whole).value().plus(fraction));
  }

  private static Token digit(Token number, int index) {
    return new Token(Token.Kind.NUMBER, number.text().substring(index, index + 1), false);
  }

  /** A number in braces or of one digit; null if something else comes. */
  private Token simple() {
    if (tokens.peek().isMark("{")
        && isDigits(tokens.peek(1).text())
        && tokens.peek(2).isMark("}")) {
      tokens.next();
      Token number = tokens.next();
      tokens.next();
      return number;
    }
    if (tokens.peek().kind() == Token.Kind.NUMBER && tokens.peek().text().length() == 1) {
      return tokens.next();
    }
    return null;
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty()
        && text.length() <= 30
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isProper(Token numerator, Token denominator) {
    if (!isDigits(numerator.text()) || !isDigits(denominator.text())) {
      return false;
    }
    Rational top = number(numerator).value();
    Rational bottom = number(denominator).value();
    return top.signum() > 0 && top.compareTo(bottom) < 0;
  }

  /** primary with powers, factorials, percent and degrees behind it. */
  Expression power() {
    tokens.enter();
    Expression base = withMarksBehind(primary());
    tokens.leave();
    return base;
  }

  private Expression withMarksBehind(Expression value) {
    Expression base = value;
    while (true) {
      Token token = tokens.peek();
      if (token.isMark("^")) {
        tokens.next();
        if (takesOrdinal()) {
          continue;
        }
        if (takesDegree()) {
          base = Expression.of(Kind.QUANTITY, "deg", base);
        } else if ((base.is(Kind.MATRIX) || base.is(Kind.TUPLE)) && takesTranspose()) {
          base = Matrices.transposed(base);
        } else if (!tokens.take("'")) {
          base = Expression.power(base, exponent());
        }
      } else if (isDegreeOnNothing()) {
        tokens.next();
        tokens.next(); // 10{}^\circ
      } else if (token.isMark("!")) {
        tokens.next();
        boolean isDouble = tokens.peek().isMark("!") && !tokens.peek().isSpaced();
        if (isDouble) {
          tokens.next();
        }
        base = Expression.function(isDouble ? "doublefactorial" : "factorial", base);
      } else if (token.isMark("%")) {
        tokens.next();
        base = Expression.of(Kind.PERCENT, null, base);
      } else if (token.isMark("circ") && base.is(Kind.SYMBOL) && isName(tokens.peek(1))) {
        tokens.next();
        base = Expression.function("call compose", base, power());
      } else if (token.isMark("deg") || token.isMark("circ")) {
        tokens.next();
        base = Expression.of(Kind.QUANTITY, "deg", base);
      } else if (token.isMark("_") && base.isInteger() && base.decimals() < 0) {
        // (1101)_2
        tokens.next();
        base = based(base.value().toString());
      } else {
        break;
      }
    }
    return base;
  }

  private static boolean isName(Token token) {
    return token.kind() == Token.Kind.LETTER;
  }

  /** Whether empty braces come that carry a degree sign. */
  private boolean isDegreeOnNothing() {
    Token sign = tokens.peek(tokens.peek(3).isMark("{") ? 4 : 3);
    return tokens.peek().isMark("{")
        && tokens.peek(1).isMark("}")
        && tokens.peek(2).isMark("^")
        && (sign.isMark("circ") || sign.isMark("deg"));
  }

  private boolean takesTranspose() {
    boolean isBraced = tokens.peek().isMark("{");
    Token letter = tokens.peek(isBraced ? 1 : 0);
    boolean isTranspose = letter.text().equals("T") || letter.isCommand("top");
    if (!isTranspose || (isBraced && !tokens.peek(2).isMark("}"))) {
      return false;
    }
    for (int i = 0; i < (isBraced ? 3 : 1); i++) {
      tokens.next();
    }
    return true;
  }

  /** "th" as a power, with or without braces. */
  private boolean takesOrdinal() {
    boolean isBraced = tokens.peek().isMark("{");
    Token word = tokens.peek(isBraced ? 1 : 0);
    boolean isOrdinal =
        (word.isWord("th") || word.isWord("st") || word.isWord("nd") || word.isWord("rd"))
            && (!isBraced || tokens.peek(2).isMark("}"));
    for (int i = 0; isOrdinal && i < (isBraced ? 3 : 1); i++) {
      tokens.next();
    }
    return isOrdinal;
  }

  private boolean takesDegree() {
    if (tokens.take("circ") || tokens.take("deg")) {
      return true;
    }
    if (tokens.peek().isMark("{")
        && (tokens.peek(1).isMark("circ") || tokens.peek(1).isMark("deg"))
        && tokens.peek(2).isMark("}")) {
      tokens.next();
      tokens.next();
      tokens.next();
      return true;
    }
    return false;
  }

  private Expression exponent() {
    if (tokens.take("-")) {
      return exponent().negated();
    }
    tokens.take("+");
    Expression exponent = primary();
    if (tokens.peek().isMark("^")) {
      tokens.next();
      tokens.enter();
      exponent = Expression.power(exponent, exponent());
      tokens.leave();
    }
    return exponent;
  }

  private Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NUMBER -> numberOrBased(token);
      case LETTER -> letter(token);
      case WORD -> word(token);
      case TEXT -> throw new Unreadable("text " + token.text());
      case COMMAND -> command(token.text());
      case MARK -> bracket(token.text());
      case END -> throw new Unreadable("end");
    };
  }

  // ---- numbers and names
  // -------------------------------------------------------------------------

  static Expression number(Token token) {
    String text = token.text();
    int exponentAt = text.indexOf('E');
    int exponent = 0;
    if (exponentAt >= 0) {
      String digits = text.substring(exponentAt + 1);
      exponent = Integer.parseInt(digits.startsWith("+") ? digits.substring(1) : digits);
      text = text.substring(0, exponentAt);
    }
    if (text.length() > Rational.MOST_BITS / 4 || Math.abs(exponent) > Rational.MOST_BITS / 4) {
      throw new Budget.Exceeded("digits");
    }
    int repeatAt = text.indexOf('(');
    String repeating = repeatAt < 0 ? "" : text.substring(repeatAt + 1, text.length() - 1);
    String plain = repeatAt < 0 ? text : text.substring(0, repeatAt);
    int point = plain.indexOf('.');
    int decimals = point < 0 ? -1 : plain.length() - point - 1;
    String digits = point < 0 ? plain : plain.substring(0, point) + plain.substring(point + 1);
    java.math.BigInteger unscaled =
        digits.isEmpty() ? java.math.BigInteger.ZERO : new java.math.BigInteger(digits);
    java.math.BigInteger ten = java.math.BigInteger.TEN;
    Rational value = Rational.of(unscaled, ten.pow(Math.max(decimals, 0)));
    if (!repeating.isEmpty()) {
      java.math.BigInteger nines = ten.pow(repeating.length()).subtract(java.math.BigInteger.ONE);
      value =
          value.plus(
              Rational.of(
                  new java.math.BigInteger(repeating),
                  nines.multiply(ten.pow(Math.max(decimals, 0)))));
      decimals = -1;
    }
    if (exponent != 0) {
      value = value.times(Rational.of(10).power(exponent));
      decimals = decimals < 0 ? -1 : Math.max(0, decimals - exponent);
    }
    return new Expression(Kind.NUMBER, null, value, decimals, List.of());
  }

  private Expression numberOrBased(Token token) {
    Token behind = tokens.peek();
    boolean isOrdinal =
        !behind.isSpaced()
            && (behind.isWord("th")
                || behind.isWord("st")
                || behind.isWord("nd")
                || behind.isWord("rd"));
    if (isOrdinal) {
      tokens.next();
    }
    Token taken = tokens.peek(1);
    boolean isChosen =
        (behind.text().equals("C") || behind.text().equals("P"))
            && behind.kind() == Token.Kind.LETTER
            && !behind.isSpaced()
            && !taken.isSpaced()
            && isDigits(token.text())
            && isDigits(taken.text());
    if (isChosen) {
      tokens.next();
      return chosen(number(token), behind.text(), number(tokens.next())); // 8C3
    }
    if (tokens.peek().isMark("_")) {
      tokens.next();
      return based(token.text().replaceFirst("^0+(?=.)", ""));
    }
    return number(token);
  }

  /** Digits whose base comes next, as a subscript. */
  private Expression based(String digits) {
    String base = subscript();
    if (base.startsWith("(") && base.endsWith(")")) {
      base = base.substring(1, base.length() - 1);
    }
    int word = Words.number(base);
    return Expression.of(Kind.BASED, digits + "_" + (word < 0 ? base : word));
  }

  private Expression letter(Token token) {
    String name = token.text();
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
      return Expression.function("binom", Expression.symbol(name.substring(2)), exponent());
    }
    if (name.startsWith("C_") && isDigits(name.substring(2)) && tokens.peek().isMark("^")) {
      Expression chosen = chosen(name.substring(2));
      if (chosen != null) {
        return chosen;
      }
    }
    if (name.equals("e")) {
      return Expression.constant("e");
    }
    if (name.equals("i")) {
      return Expression.constant("i");
    }
    boolean isCalled = CALLED.contains(name.substring(0, 1)) && tokens.peek().isMark("(");
    if (isCalled && !tokens.peek().isSpaced()) {
      return Expression.of(Kind.FUNCTION, "call " + name, arguments());
    }
    boolean isAtZero =
        tokens.peek().isMark("(")
            && tokens.peek(1).text().equals("0")
            && tokens.peek(2).isMark(")");
    if (isAtZero) {
      return Expression.of(Kind.FUNCTION, "call " + name, arguments()); // nobody multiplies by zero
    }
    if (name.equals("C") && tokens.peek().isMark("(")) {
      List<Expression> arguments = arguments();
      return arguments.size() == 2
          ? Expression.of(Kind.FUNCTION, "binom", arguments)
          : Expression.product(Expression.symbol("C"), arguments.get(0));
    }
    return Expression.symbol(name);
  }

  /** An angle is the same from either side; null if no three points come. */
  private Expression figure(String name) {
    Token points = tokens.peek();
    boolean isNamed =
        points.kind() == Token.Kind.WORD
            && points.text().length() == 3
            && points.text().chars().allMatch(c -> c >= 'A' && c <= 'Z');
    if (!isNamed) {
      return null;
    }
    String word = tokens.next().text();
    String mirrored = new StringBuilder(word).reverse().toString();
    return Expression.symbol(name + " " + (word.compareTo(mirrored) < 0 ? word : mirrored));
  }

  /** C_9^3 as a binomial coefficient; null where it is rather a power of a constant, as C_1^2. */
  private Expression chosen(String from) {
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
    return Expression.function("binom", Expression.number(all), Expression.number(taken));
  }

  /** 9C3 and 9P3 with the numbers as scripts before and behind; the first sign is taken. */
  private Expression chosenBefore() {
    Expression all = script();
    Token letter = tokens.next();
    boolean isKnown = letter.text().equals("C") || letter.text().equals("P");
    if (!isKnown || !(tokens.take("_") || tokens.take("^"))) {
      throw new Unreadable("script");
    }
    return chosen(all, letter.text(), script());
  }

  /** Combinations or, with a P, permutations. */
  private static Expression chosen(Expression all, String letter, Expression taken) {
    Expression chosen = Expression.function("binom", all, taken);
    return letter.equals("C")
        ? chosen
        : Expression.product(chosen, Expression.function("factorial", taken));
  }

  private Expression script() {
    return tokens.peek().kind() == Token.Kind.NUMBER ? number(tokens.next()) : primary();
  }

  /** The text of a subscript, without spaces. */
  private String subscript() {
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

  private Expression word(Token token) {
    String word = token.text();
    boolean isDerivative =
        isDifferential(token) && tokens.peek().isMark("/") && isDifferential(tokens.peek(1));
    if (isDerivative) {
      tokens.next();
      String below = tokens.next().text().substring(1);
      return Expression.symbol(word.substring(1) + "'" + (below.equals("x") ? "" : " by " + below));
    }
    if (isConstant(token)) {
      return Expression.constant(word.equalsIgnoreCase("pi") ? "pi" : "infinity");
    }
    if (Words.FUNCTIONS.contains(word)) {
      return function(word);
    }
    for (String name : List.of("sin", "cos", "tan", "ln", "log", "sqrt")) {
      if (word.startsWith(name) && word.length() == name.length() + 1) {
        return Expression.function(name, Expression.symbol(word.substring(name.length())));
      }
    }
    int number = Words.number(word);
    if (number >= 0) {
      return Expression.number(number);
    }
    if (!isProduct(token) && !isPair(token)) {
      throw new Unreadable("word " + word);
    }
    if (isSpelled(word)) {
      return powerOf(Expression.symbol(word)); // letters in an order that counts
    }
    List<Expression> letters = new ArrayList<>();
    for (int i = 0; i < word.length(); i++) {
      boolean isLast = i + 1 == word.length();
      Token letter = new Token(Token.Kind.LETTER, word.substring(i, i + 1), false);
      if (isLast) {
        letters.add(powerOf(letter(letter)));
      } else {
        String name = letter.text();
        letters.add(
            name.equals("e") || name.equals("i")
                ? Expression.constant(name)
                : Expression.symbol(name));
      }
    }
    return Expression.product(letters);
  }

  /**
   * Whether the letters of a word stand in an order that counts: three capitals or more (an angle,
   * a ranking), a letter more than once (a product would have a power), answers or sides of coins.
   */
  private static boolean isSpelled(String word) {
    boolean isCapital = word.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    boolean isRepeated =
        word.toLowerCase(java.util.Locale.ROOT).chars().distinct().count() < word.length();
    boolean isDifferential = word.length() >= 3 && word.charAt(word.length() - 2) == 'd';
    return (isRepeated && !isDifferential)
        || (isCapital && (word.length() >= 3 || PAIRS.contains(word)));
  }

  /** A power binds to the last letter of a product such as xy^2. */
  private Expression powerOf(Expression base) {
    if (tokens.peek().isMark("^") && !tokens.peek(1).isMark("circ")) {
      tokens.next();
      return Expression.power(base, exponent());
    }
    return base;
  }

  // ---- commands
  // ----------------------------------------------------------------------------------

  private Expression command(String name) {
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
        return Expression.of(Kind.SET, "{");
      }
      case "sum", "prod" -> {
        return series(name);
      }
      case "overline", "bar" -> {
        Expression under = argument();
        boolean isSegment =
            under.is(Kind.PRODUCT)
                && under.children().stream()
                    .allMatch(
                        end -> end.is(Kind.SYMBOL) && Character.isUpperCase(end.name().charAt(0)));
        return isSegment || under.is(Kind.NUMBER) ? under : Expression.function("bar", under);
      }
      default -> throw new Unreadable("command " + name);
    }
  }

  /** The sign in R^+ and Z^{-}; empty if there is none. */
  private String signOfSet() {
    if (!tokens.peek().isMark("^") && !tokens.peek().isMark("_")) {
      return "";
    }
    boolean isBraced = tokens.peek(1).isMark("{");
    Token sign = tokens.peek(isBraced ? 2 : 1);
    if ((!sign.isMark("+") && !sign.isMark("-")) || (isBraced && !tokens.peek(3).isMark("}"))) {
      return "";
    }
    for (int i = 0; i < (isBraced ? 4 : 2); i++) {
      tokens.next();
    }
    return sign.text();
  }

  private static String namedSet(String text) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        name.append(text.charAt(i));
      }
    }
    return name.toString();
  }

  /** dy/dx in braces as y'; null if no derivative comes. */
  private Expression derivative() {
    boolean isDerivative =
        tokens.peek().isMark("{")
            && isDifferential(tokens.peek(1))
            && tokens.peek(2).isMark("}")
            && tokens.peek(3).isMark("{")
            && isDifferential(tokens.peek(4))
            && tokens.peek(5).isMark("}");
    if (!isDerivative) {
      return null;
    }
    String above = tokens.peek(1).text().substring(1);
    String below = tokens.peek(4).text().substring(1);
    for (int i = 0; i < 6; i++) {
      tokens.next();
    }
    return Expression.symbol(above + "'" + (below.equals("x") ? "" : " by " + below));
  }

  private static boolean isDifferential(Token token) {
    return token.kind() == Token.Kind.WORD
        && token.text().length() == 2
        && token.text().charAt(0) == 'd';
  }

  /** A group in braces, or one token: of a number its first digit. */
  private Expression argument() {
    Token token = tokens.peek();
    if (token.kind() == Token.Kind.NUMBER) {
      return number(tokens.firstDigit());
    }
    if (token.isMark("-")) {
      tokens.next();
      return argument().negated();
    }
    tokens.enter();
    Expression argument = primary();
    tokens.leave();
    return argument;
  }

  private Expression root() {
    Expression degree = null;
    if (tokens.peek().isMark("[")) {
      tokens.next();
      brackets++;
      degree = sum();
      brackets--;
      tokens.expect("]");
    }
    tokens.enter();
    Expression radicand = primary();
    tokens.leave();
    return degree == null
        ? Expression.function("sqrt", radicand)
        : Expression.function("root", radicand, degree);
  }

  private Expression series(String name) {
    Expression index = null;
    Expression from = null;
    Expression to = null;
    for (int i = 0; i < 2; i++) {
      if (tokens.take("_")) {
        tokens.expect("{");
        index = sum();
        tokens.expect("=");
        from = sum();
        tokens.expect("}");
      } else if (tokens.take("^")) {
        to = exponent();
      }
    }
    boolean isI = index != null && index.is(Kind.CONSTANT, "i");
    if (index == null || to == null || !(isI || index.is(Kind.SYMBOL))) {
      throw new Unreadable("series");
    }
    Expression body = term();
    return isI
        ? Expression.function(name, Expression.symbol("i"), from, to, withIndex(body))
        : Expression.function(name, index, from, to, body);
  }

  /** In a sum over i the letter is no imaginary unit. */
  private static Expression withIndex(Expression body) {
    return body.is(Kind.CONSTANT, "i")
        ? Expression.symbol("i")
        : body.with(body.children().stream().map(ExpressionParser::withIndex).toList());
  }

  private Expression function(String word) {
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
        boolean isGlued = digits.kind() == Token.Kind.NUMBER && !startsFactor(tokens.peek(1));
        base = isGlued ? number(tokens.firstDigit()) : primary();
      } else if (tokens.peek().isMark("^") && exponent == null) {
        tokens.next();
        exponent = exponent();
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

  private static void checkArguments(String name, int count) {
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

  private static Expression inRadians(Expression angle) {
    if (angle.is(Kind.QUANTITY, "deg")) {
      return Expression.product(
          angle.child(0), Expression.constant("pi"), Expression.number(180).inverse());
    }
    if (angle.is(Kind.SUM) || angle.is(Kind.PRODUCT)) {
      return angle.with(angle.children().stream().map(ExpressionParser::inRadians).toList());
    }
    return angle;
  }

  private List<Expression> functionArguments() {
    Token token = tokens.peek();
    if (token.isMark("(") || token.isMark("[")) {
      return arguments();
    }
    if (token.isMark("{")) {
      return List.of(primary());
    }
    tokens.enter();
    List<Expression> factors = new ArrayList<>();
    if (tokens.take("-")) {
      factors.add(Expression.number(-1));
    }
    factors.add(power());
    while (continuesArgument(tokens.peek())) {
      factors.add(power());
    }
    tokens.leave();
    return List.of(Expression.product(factors));
  }

  private boolean continuesArgument(Token token) {
    return switch (token.kind()) {
      case LETTER -> true;
      case COMMAND -> token.isCommand("pi") || token.isCommand("sqrt") || token.isCommand("frac");
      case WORD -> isConstant(token) || isProduct(token);
      default -> false;
    };
  }

  /** (a, b, ...) */
  private List<Expression> arguments() {
    String close = tokens.next().isMark("(") ? ")" : "]";
    int outer = absolutes;
    absolutes = 0;
    tokens.enter();
    List<Expression> arguments = new ArrayList<>();
    do {
      arguments.add(sum());
    } while (tokens.take(","));
    tokens.expect(close);
    tokens.leave();
    absolutes = outer;
    return arguments;
  }

  // ---- brackets
  // ----------------------------------------------------------------------------------

  private Expression bracket(String open) {
    tokens.enter();
    Expression result =
        switch (open) {
          case "(", "[", "]" -> round(open);
          case "{" -> group();
          case "\\{" -> set("\\}");
          case "|" -> absolute();
          case "lfloor" -> between("rfloor", "floor");
          case "lceil" -> between("rceil", "ceil");
          case "<" -> angled();
          case "dollar", "£", "€" ->
              Expression.of(Kind.QUANTITY, open.equals("dollar") ? "dollar" : open, power());
          case "..." -> Expression.symbol("...");
          case "_", "^" -> chosenBefore();
          default -> throw new Unreadable("mark " + open);
        };
    tokens.leave();
    return result;
  }

  private Expression between(String close, String function) {
    Expression inside = sum();
    tokens.expect(close);
    return Expression.function(function, inside);
  }

  /** A vector such as <1, 2>. */
  private Expression angled() {
    List<Expression> items = new ArrayList<>();
    do {
      items.add(sum());
    } while (tokens.take(","));
    tokens.expect(">");
    if (items.size() < 2) {
      throw new Unreadable("mark <");
    }
    return Expression.of(Kind.TUPLE, "(", items);
  }

  private Expression absolute() {
    absolutes++;
    Expression inside = sum();
    tokens.expect("|");
    absolutes--;
    if (inside.is(Kind.MATRIX)) {
      return Expression.function("det", inside);
    }
    return Expression.function("abs", inside);
  }

  /** Group, tuple or interval: by its commas and brackets. */
  private Expression round(String open) {
    int outerAbsolutes = absolutes;
    int outerBraces = setBraces;
    absolutes = 0;
    setBraces = 0;
    brackets++;
    List<Expression> items = new ArrayList<>();
    boolean isSemicolon = false;
    if (!tokens.peek().isMark(")") && !tokens.peek().isMark("]")) {
      do {
        items.add(answers.relation());
        isSemicolon |= tokens.peek().isMark(";");
      } while (tokens.take(",") || tokens.take(";"));
    }
    Token close = tokens.next();
    brackets--;
    absolutes = outerAbsolutes;
    setBraces = outerBraces;
    if (close.kind() != Token.Kind.MARK || !CLOSING.contains(close.text())) {
      throw new Unreadable("bracket " + open);
    }
    String left = open.equals("]") ? "(" : open;
    String right = close.isMark("[") ? ")" : close.text();
    boolean isMatching = left.equals("(") == right.equals(")");
    if (items.size() == 1 && isMatching && !open.equals("]")) {
      return items.get(0);
    }
    if (items.size() == 2 && !(left.equals("(") && right.equals(")"))) {
      return Expression.of(Kind.INTERVAL, left + right, items);
    }
    if (!isMatching) {
      throw new Unreadable("brackets " + open + close.text());
    }
    return Expression.of(Kind.TUPLE, left, items);
  }

  /** Braces of grouping; with a comma in them a set. */
  private Expression group() {
    int outerBraces = setBraces;
    int outerBrackets = brackets;
    int outerAbsolutes = absolutes;
    setBraces = 0;
    brackets = 0;
    absolutes = 0;
    if (tokens.take("}")) {
      if (tokens.peek().isMark("_") || tokens.peek().isMark("^")) {
        tokens.next();
        setBraces = outerBraces;
        brackets = outerBrackets;
        absolutes = outerAbsolutes;
        return chosenBefore(); // {}_9C_3
      }
      setBraces = outerBraces;
      brackets = outerBrackets;
      absolutes = outerAbsolutes;
      return Expression.of(Kind.SET, "{");
    }
    Expression inside = isPair(tokens.peek()) ? sum() : answers.relation();
    if (tokens.peek().isCommand("over") || tokens.peek().isCommand("choose")) {
      boolean isFraction = tokens.next().isCommand("over");
      Expression below = answers.relation();
      inside =
          isFraction
              ? Expression.product(inside, below.inverse())
              : Expression.function("binom", inside, below);
    }
    if (tokens.peek().isMark(",")) {
      List<Expression> items = new ArrayList<>(List.of(inside));
      while (tokens.take(",")) {
        items.add(answers.relation());
      }
      inside = Expression.of(Kind.SET, "{", items);
    }
    tokens.expect("}");
    setBraces = outerBraces;
    brackets = outerBrackets;
    absolutes = outerAbsolutes;
    return inside;
  }

  private Expression set(String close) {
    int outerAbsolutes = absolutes;
    int outerBrackets = brackets;
    absolutes = 0;
    brackets = 0;
    setBraces++;
    List<Expression> items = new ArrayList<>();
    Expression condition = null;
    if (!tokens.peek().isMark(close)) {
      do {
        items.add(answers.relation());
      } while (tokens.take(",") || tokens.take(";"));
      if (items.size() == 1 && (tokens.take("|") || tokens.take(":"))) {
        setBraces--;
        condition = answers.items(close);
        setBraces++;
      }
    }
    tokens.expect(close);
    setBraces--;
    absolutes = outerAbsolutes;
    brackets = outerBrackets;
    return condition == null
        ? Expression.of(Kind.SET, "{", items)
        : Expression.function("setbuilder", items.get(0), condition);
  }

  /** Whether a colon here ends a set's item instead of making a ratio. */
  boolean isInSet() {
    return setBraces > 0;
  }
}

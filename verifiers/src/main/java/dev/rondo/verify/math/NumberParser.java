package dev.rondo.verify.math;

import static dev.rondo.verify.math.NameParser.choose;

import dev.rondo.verify.math.Expression.Kind;

/** Reads numbers: decimals, mixed numbers, digits in a base, numbers of choices such as 8C3. */
final class NumberParser {
  private final Tokens tokens;
  private final ExpressionParser expressions;

  NumberParser(Tokens tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /** {@code 2\frac{1}{2}}, {@code 2 1/2}; null if there is no mixed number here. */
  Expression mixedNumber() {
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

  static Expression mixed(Token whole, Token numerator, Token denominator) {
    Rational fraction = number(numerator).value().times(number(denominator).value().inverse());
    return Expression.number(number(whole).value().plus(fraction));
  }

  static Token digit(Token number, int index) {
    return new Token(Token.Kind.NUMBER, number.text().substring(index, index + 1), false);
  }

  /** A number in braces or of one digit; null if something else comes. */
  Token simple() {
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

  static boolean isDigits(String text) {
    return !text.isEmpty() && text.length() <= 30 && Characters.areAll(text, '0', '9');
  }

  static boolean isProper(Token numerator, Token denominator) {
    if (!isDigits(numerator.text()) || !isDigits(denominator.text())) {
      return false;
    }
    Rational top = number(numerator).value();
    Rational bottom = number(denominator).value();
    return top.signum() > 0 && top.compareTo(bottom) < 0;
  }

  static Numeral number(Token token) {
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
    return new Numeral(value, decimals);
  }

  private static String withoutZeros(String digits) {
    int from = 0;
    while (from + 1 < digits.length() && digits.charAt(from) == '0') {
      from++;
    }
    return digits.substring(from);
  }

  Expression numberOrBased(Token token) {
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
      return choose(number(token), behind.text(), number(tokens.next())); // 8C3
    }
    if (tokens.peek().isMark("_")) {
      tokens.next();
      return based(withoutZeros(token.text()));
    }
    return number(token);
  }

  /** Digits whose base comes next, as a subscript. */
  Expression based(String digits) {
    String base = expressions.names.subscript();
    if (base.startsWith("(") && base.endsWith(")")) {
      base = base.substring(1, base.length() - 1);
    }
    base = base.startsWith("base") ? base.substring("base".length()).strip() : base;
    int word = Words.number(base);
    if (base.equals("10")) {
      return number(new Token(Token.Kind.NUMBER, digits, false));
    }
    return new Leaf(Kind.BASED, digits + "_" + (word < 0 ? base : word));
  }
}

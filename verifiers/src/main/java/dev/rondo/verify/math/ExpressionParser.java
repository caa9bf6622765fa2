package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads sums, products, powers, functions and brackets by recursive descent. Products need no sign;
 * {@code a/bc} is {@code (a/b)c}; a whole number before a fraction is a mixed number.
 */
final class ExpressionParser {
  private final Tokens tokens;
  final NumberParser numbers;
  final NameParser names;
  final FunctionParser functions;
  final BracketParser groups;

  ExpressionParser(Tokens tokens, AnswerParser answers) {
    this.tokens = tokens;
    this.numbers = new NumberParser(tokens, this);
    this.names = new NameParser(tokens, answers, this);
    this.functions = new FunctionParser(tokens, answers, this);
    this.groups = new BracketParser(tokens, answers, this);
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

  Expression signedTerm() {
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

  Expression term() {
    List<Expression> factors = new ArrayList<>();
    Token first = tokens.peek();
    Expression mixed = numbers.mixedNumber();
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
      if (isNumber && token.isWord("min") && !opensArgument(tokens.peek(1))) {
        break; // 30 min
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
                ? Expression.of(Kind.CALL, "cross", left, right)
                : Expression.product(left, right));
        isNumber = false;
      } else if (tokens.take("cross tuples")) {
        Expression left = factors.get(factors.size() - 1);
        Expression right = signedPower();
        boolean areTuples = left.is(Kind.TUPLE) && right.is(Kind.TUPLE);
        factors.set(
            factors.size() - 1, areTuples ? Expression.of(Kind.CALL, "cross", left, right) : left);
        if (!areTuples) {
          factors.add(right);
        }
        isNumber = false;
      } else if (tokens.take("/")) {
        factors.add(signedPower().inverse());
        isNumber = false;
      } else if (isModulus(token)) {
        tokens.next();
        Expression modulus = power();
        Expression value = Expression.product(factors);
        factors.clear();
        factors.add(Expression.function(Function.MOD, value, modulus));
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

  private static boolean opensArgument(Token token) {
    return token.isMark("(") || token.isMark("{") || token.isMark("\\{") || token.isMark("_");
  }

  static boolean isPlainNumber(Expression factor) {
    return factor.is(Kind.NUMBER)
        || ((factor.is(Kind.POWER) || factor.is(Kind.QUANTITY)) && isPlainNumber(factor.child(0)));
  }

  /** Whether a word behind a number and a space says what is counted: 5 pets. */
  static boolean isLabel(Token token) {
    return token.kind() == Token.Kind.WORD
        && token.isSpaced()
        && token.text().length() >= 3
        && !Function.words().contains(token.text())
        && !isConstant(token);
  }

  /** Whether brackets hold a word that is no mathematics: 375 (punches). */
  boolean isRemark() {
    Token inside = tokens.peek(1);
    boolean isWord =
        inside.kind() == Token.Kind.TEXT
            || (inside.kind() == Token.Kind.WORD
                && !Function.words().contains(inside.text())
                && !isConstant(inside)
                && (!isProduct(inside) || Words.number(inside.text()) >= 0));
    return isWord && (tokens.peek(2).isMark(")") || inside.isWord("base"));
  }

  static boolean isModulus(Token token) {
    return token.isMark("mod") || token.isWord("mod");
  }

  boolean isUnitLetter(Token token) {
    if (token.kind() != Token.Kind.LETTER
        || !token.isSpaced()
        || !Units.LETTERS.contains(token.text())) {
      return false;
    }
    Token next = tokens.peek(1);
    int second = next.isMark("*") ? 2 : 1;
    boolean isTimesUnit =
        tokens.peek(second).kind() == Token.Kind.LETTER
            && Units.LETTERS.contains(tokens.peek(second).text())
            && (second == 2 || tokens.peek(second).isSpaced())
            && tokens.peek(second + 1).kind() == Token.Kind.END;
    return isTimesUnit
        || next.kind() == Token.Kind.END
        || next.isMark("/")
        || next.isMark("^")
        || next.isMark(",")
        || (next.kind() == Token.Kind.NUMBER && tokens.peek(2).kind() == Token.Kind.TEXT)
        || (next.kind() == Token.Kind.NUMBER && tokens.peek(2).kind() == Token.Kind.WORD);
  }

  Expression signedPower() {
    if (tokens.take("-")) {
      tokens.enter();
      Expression negated = signedPower().negated();
      tokens.leave();
      return negated;
    }
    tokens.take("+");
    return power();
  }

  boolean startsFactor(Token token) {
    return switch (token.kind()) {
      case NUMBER, LETTER -> true;
      case WORD -> Function.words().contains(token.text()) || isConstant(token) || isProduct(token);
      case TEXT, END -> false;
      case COMMAND -> startsCommand(token.text());
      case MARK ->
          switch (token.text()) {
            case "(" -> true;
            case "[" -> !groups.isInBrackets();
            case "{", "lfloor", "lceil" -> true;
            case "|" -> groups.opensModulus();
            default -> false;
          };
    };
  }

  static boolean startsCommand(String command) {
    return switch (command) {
      case "over", "choose", "atop", "not" -> false;
      default -> !command.startsWith("end:");
    };
  }

  static boolean isConstant(Token token) {
    return switch (token.text()) {
      case "pi", "Pi", "PI", "inf", "Inf", "infinity", "Infinity", "infty", "oo" -> true;
      default -> false;
    };
  }

  /** Whether a word is letters multiplied. */
  static boolean isProduct(Token token) {
    String word = token.text();
    return word.length() <= 4
        && isLatin(word)
        && !Words.SHORT_WORDS.contains(word.toLowerCase(java.util.Locale.ROOT))
        && !Units.isUnit(word)
        && !Function.words().contains(word);
  }

  /** Whether a word is two letters, which are a product where an operand must come: e^{-at}. */
  static boolean isPair(Token token) {
    return token.kind() == Token.Kind.WORD
        && token.text().length() == 2
        && isLatin(token.text())
        && !token.isWord("or");
  }

  static boolean isLatin(String word) {
    return Characters.areLatin(word);
  }

  /** primary with powers, factorials, percent and degrees behind it. */
  Expression power() {
    tokens.enter();
    Expression base = withMarksBehind(primary());
    tokens.leave();
    return base;
  }

  Expression withMarksBehind(Expression value) {
    Expression base = value;
    while (true) {
      Token token = tokens.peek();
      if (token.isMark("^")) {
        tokens.next();
        if (takesOrdinal()) {
          continue;
        }
        if (takesDegree()) {
          base = degrees(base);
        } else if ((base.is(Kind.MATRIX) || base.is(Kind.TUPLE)) && takesTranspose()) {
          base = Matrices.transposed(base);
        } else {
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
        base = Expression.function(isDouble ? Function.DOUBLEFACTORIAL : Function.FACTORIAL, base);
      } else if (token.isMark("%")) {
        tokens.next();
        base = Expression.of(Kind.PERCENT, "", base);
      } else if (token.isMark("circ") && base.is(Kind.SYMBOL) && isName(tokens.peek(1))) {
        tokens.next();
        base = NameParser.composed(base, power());
      } else if (token.isMark("(") && !token.isSpaced() && base.is(Kind.CALL, "compose")) {
        base = NameParser.called(base, groups.arguments());
      } else if (token.isMark("'") && base.is(Kind.SET_OPERATION)) {
        tokens.next();
        base = Expression.power(base, Expression.symbol("c"));
      } else if (token.isMark("deg") || token.isMark("circ")) {
        tokens.next();
        base = degrees(base);
      } else if (token.isMark("_") && isWrittenWhole(base)) {
        // (1101)_2
        tokens.next();
        base = numbers.based(NormalForm.of(base));
      } else {
        break;
      }
    }
    return base;
  }

  private static boolean isWrittenWhole(Expression value) {
    return value instanceof Numeral number && number.isInteger() && number.decimals() < 0;
  }

  /** Degrees, of a temperature where its scale is the last letter: {@code 100^\circ\mathrm{C}}. */
  private Expression degrees(Expression value) {
    Token scale = tokens.peek();
    Token behind = tokens.peek(1);
    boolean isScale =
        scale.kind() == Token.Kind.LETTER
            && (scale.text().equals("C") || scale.text().equals("F"))
            && (behind.kind() == Token.Kind.END
                || behind.isMark(",")
                || behind.isMark(";")
                || behind.isMark(")")
                || behind.isMark("}")
                || behind.isWord("and")
                || behind.isWord("or"));
    if (isScale) {
      return Expression.of(Kind.QUANTITY, "deg" + tokens.next().text(), value);
    }
    Expression angle = value;
    Expression minutes = partOfDegree(1);
    if (minutes != null) {
      angle = Expression.sum(List.of(angle, minutes));
      Expression seconds = partOfDegree(2);
      angle = seconds == null ? angle : Expression.sum(List.of(angle, seconds));
    }
    return Expression.of(Kind.QUANTITY, "deg", angle);
  }

  /** Minutes or seconds of arc behind degrees: a number with one prime or two; else null. */
  private Expression partOfDegree(int primes) {
    if (tokens.peek().kind() != Token.Kind.NUMBER) {
      return null;
    }
    int start = tokens.position();
    Token number = tokens.next();
    boolean isRaised = tokens.take("^");
    boolean isBraced = isRaised && tokens.take("{");
    int taken = 0;
    while (taken < primes && tokens.take("'")) {
      taken++;
    }
    boolean isEnded = !isBraced ? !tokens.peek().isMark("'") : tokens.take("}");
    boolean isQuote = primes == 2 && taken == 0 && !isRaised && tokens.isEnd();
    if ((taken < primes && !isQuote) || !isEnded) {
      tokens.rewind(start);
      return null;
    }
    int parts = primes == 1 ? 60 : 3600;
    return Expression.product(NumberParser.number(number), Expression.number(parts).inverse());
  }

  static boolean isName(Token token) {
    return token.kind() == Token.Kind.LETTER;
  }

  /** Whether empty braces come that carry a degree sign. */
  boolean isDegreeOnNothing() {
    Token sign = tokens.peek(tokens.peek(3).isMark("{") ? 4 : 3);
    return tokens.peek().isMark("{")
        && tokens.peek(1).isMark("}")
        && tokens.peek(2).isMark("^")
        && (sign.isMark("circ") || sign.isMark("deg"));
  }

  boolean takesTranspose() {
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
  boolean takesOrdinal() {
    boolean isBraced = tokens.peek().isMark("{");
    Token word = tokens.peek(isBraced ? 1 : 0);
    boolean isOrdinal =
        (word.kind() == Token.Kind.WORD || word.kind() == Token.Kind.TEXT)
            && Ordinals.isEnding(word.text())
            && (!isBraced || tokens.peek(2).isMark("}"));
    for (int i = 0; isOrdinal && i < (isBraced ? 3 : 1); i++) {
      tokens.next();
    }
    return isOrdinal;
  }

  boolean takesDegree() {
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

  Expression exponent() {
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

  Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NUMBER -> numbers.numberOrBased(token);
      case LETTER -> names.letter(token);
      case WORD -> names.word(token);
      case TEXT -> throw new Unreadable("text " + token.text());
      case COMMAND -> functions.command(token.text());
      case MARK -> groups.bracket(token.text());
      case END -> throw new Unreadable("end");
    };
  }
}

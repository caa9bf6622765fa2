package dev.rondo.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Joins the tokens of a unit that is written as a formula behind a number into one text: {@code
 * \frac{\text{g}}{\text{cm}^3}}, {@code \mathrm{g\cdot cm^{-3}}}, {@code \mu\text{m}}, {@code
 * k\Omega}, and the letter behind a power of ten.
 */
final class UnitTokens {
  private static final Set<String> LETTERS =
      Set.of("m", "s", "g", "h", "L", "l", "A", "V", "N", "J", "W", "K", "C", "F", "T", "H", "S");

  /** Letters that may stand before the sign of the ohm. */
  private static final Set<String> OF_OHM = Set.of("k", "M", "m", "G");

  private static final int MOST_FACTORS = 6;

  /** Tokens of a number that is written as a formula. */
  private static final int MOST_OF_NUMBER = 40;

  private final List<Token> tokens;
  private int at;
  private StringBuilder unit;
  private int factors;
  private boolean isFormula;
  private boolean hasWord;

  private UnitTokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** The tokens with each unit in one; the same list if there is none to join. */
  static List<Token> joined(List<Token> tokens) {
    List<Token> joined = null;
    UnitTokens reader = new UnitTokens(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean mayBegin = mayBegin(token);
      Token number = mayBegin ? reader.numberInFraction(i) : null;
      boolean isPower = mayBegin && number == null && reader.endsPowerOfTen(i - 1);
      boolean isBehind =
          number != null || isPower || (i > 0 && tokens.get(i - 1).kind() == Token.Kind.NUMBER);
      if (!mayBegin || !isBehind || !reader.reads(i, number != null, isPower)) {
        if (joined != null) {
          joined.add(token);
        }
        continue;
      }
      joined = joined == null ? new ArrayList<>(tokens.subList(0, i)) : joined;
      if (number != null) {
        joined.add(number);
      }
      joined.add(new Token(Token.Kind.TEXT, reader.unit.toString(), true));
      i = reader.at - 1;
    }
    return joined == null ? tokens : joined;
  }

  private static boolean mayBegin(Token token) {
    return switch (token.kind()) {
      case LETTER, WORD, TEXT -> true;
      case COMMAND -> token.isCommand("frac");
      default -> false;
    };
  }

  /** Whether a letter in a text is a unit that stands behind a fraction or a root of numbers. */
  static boolean isBehindFraction(List<Token> tokens, String text) {
    int last = tokens.size() - 1;
    if (last < 0 || text.length() != 1 || !LETTERS.contains(text)) {
      return false;
    }
    boolean isEnd = tokens.get(last).isMark("}");
    for (int i = last; isEnd && i >= 0; i--) {
      Token token = tokens.get(i);
      boolean isOver = token.isMark(",") || Relation.of(token) != null;
      if (isOver) {
        return true;
      }
      isEnd =
          last - i < MOST_OF_NUMBER
              && (token.kind() == Token.Kind.NUMBER
                  || token.kind() == Token.Kind.MARK
                  || token.isCommand("frac")
                  || token.isCommand("sqrt")
                  || (token.kind() == Token.Kind.LETTER && token.text().equals("pi")));
    }
    return isEnd;
  }

  private Token peek(int ahead) {
    int index = at + ahead;
    return index >= 0 && index < tokens.size() ? tokens.get(index) : Token.LAST;
  }

  private boolean take(String mark) {
    boolean isIt = peek(0).isMark(mark);
    at += isIt ? 1 : 0;
    return isIt;
  }

  /** The number above the line of a fraction that begins there, with a word of a unit behind it. */
  private Token numberInFraction(int index) {
    at = index;
    boolean isIt =
        peek(0).isCommand("frac")
            && peek(1).isMark("{")
            && peek(2).kind() == Token.Kind.NUMBER
            && !peek(3).isMark("}");
    return isIt ? peek(2) : null;
  }

  /** Whether 10^3 or 10^{-3} ends there. */
  private boolean endsPowerOfTen(int index) {
    at = index;
    boolean isBraced = peek(0).isMark("}");
    if (!isBraced && peek(0).kind() != Token.Kind.NUMBER) {
      return false;
    }
    int i = isBraced ? -1 : 0;
    boolean isNumber = peek(i).kind() == Token.Kind.NUMBER;
    i -= peek(i - 1).isMark("-") ? 2 : 1;
    if (isBraced) {
      isNumber &= peek(i).isMark("{");
      i--;
    }
    return isNumber && peek(i).isMark("^") && peek(i - 1).text().equals("10");
  }

  /** Reads a unit that should be joined, up to the end of a value. */
  private boolean reads(int from, boolean isNumberAbove, boolean isBehindPower) {
    at = from;
    unit = new StringBuilder();
    factors = 0;
    isFormula = false;
    hasWord = false;
    boolean isUnit = peek(0).isCommand("frac") ? fraction(isNumberAbove) : product(1);
    return isUnit
        && factors > 0
        && isEnd(peek(0))
        && ((isFormula && hasWord) || (isBehindPower && tokens.get(from).isSpaced()))
        && Units.named(unit.toString()) != null;
  }

  private static boolean isEnd(Token token) {
    return token.kind() == Token.Kind.END
        || token.isMark(",")
        || token.isMark(";")
        || token.isMark(")")
        || token.isMark("]")
        || token.isMark("\\}")
        || token.isMark("\\\\")
        || token.isMark("&")
        || token.isMark(".")
        || token.isMark("(")
        || token.isWord("and")
        || token.isWord("or")
        || Relation.of(token) != null;
  }

  private boolean fraction(boolean isNumberAbove) {
    at++;
    if (!take("{")) {
      return false;
    }
    at += isNumberAbove ? 1 : 0;
    isFormula = true;
    return product(1) && take("}") && take("{") && product(-1) && take("}");
  }

  /** Factors side by side, with points between them or over a stroke. */
  private boolean product(int sign) {
    int before = factors;
    int next = sign;
    while (factors < MOST_FACTORS) {
      if (take("(")) {
        isFormula = true;
        hasWord = true; // letters that are multiplied are no longer told from symbols
        if (!product(next) || !take(")")) {
          return false;
        }
      } else if (!factor(next)) {
        break;
      }
      next = sign;
      if (take("*")) {
        isFormula = true;
      } else if (take("/")) {
        next = -sign;
      }
    }
    return factors > before;
  }

  private boolean factor(int sign) {
    Token token = peek(0);
    Token next = peek(1);
    String name = null;
    boolean isLetter = token.kind() == Token.Kind.LETTER;
    if (isLetter && token.text().equals("mu") && isSymbol(next)) {
      name = "µ" + (next.text().equals("Omega") ? "Ω" : next.text());
    } else if (isLetter && OF_OHM.contains(token.text()) && next.text().equals("Omega")) {
      name = token.text() + "Ω";
    }
    boolean isOfTwo = name != null && !name.equals("µN") && Units.symbol(name) != null;
    if (isOfTwo && !(token.isSpaced() || isAfterUnit() || next.kind() != Token.Kind.LETTER)) {
      return false; // a product with the letter mu
    }
    if (!isOfTwo) {
      name = isSymbol(token) ? token.text() : null;
    }
    if (name == null) {
      return false;
    }
    at += isOfTwo ? 2 : 1;
    isFormula |= isOfTwo;
    hasWord |= isOfTwo || name.length() > 1 && !name.equals("Omega");
    int power = sign * power();
    if (power == 0) {
      return false;
    }
    unit.append(unit.isEmpty() ? "" : " ").append(name);
    unit.append(power == 1 ? "" : "^" + power);
    factors++;
    return true;
  }

  private boolean isAfterUnit() {
    return factors > 0;
  }

  /** Whether a token is one unit: a letter, a symbol with its prefix, a word. */
  private static boolean isSymbol(Token token) {
    String text = token.text();
    return switch (token.kind()) {
      case LETTER -> LETTERS.contains(text) || text.equals("Omega");
      case WORD -> text.length() > 1 && (Units.isUnit(text) || Units.symbol(text) != null);
      case TEXT -> text.indexOf(' ') < 0 && text.indexOf('/') < 0 && Units.named(text) != null;
      default -> false;
    };
  }

  /** The power that comes next; 1 if there is none, 0 if it is no digit. */
  private int power() {
    if (!take("^")) {
      return 1;
    }
    boolean isBraced = take("{");
    boolean isNegative = take("-");
    isFormula |= isNegative;
    String digits = peek(0).kind() == Token.Kind.NUMBER ? peek(0).text() : "";
    at++;
    boolean isDigit = digits.length() == 1 && digits.charAt(0) >= '1' && digits.charAt(0) <= '9';
    if (!isDigit || (isBraced && !take("}"))) {
      return 0;
    }
    return isNegative ? '0' - digits.charAt(0) : digits.charAt(0) - '0';
  }
}

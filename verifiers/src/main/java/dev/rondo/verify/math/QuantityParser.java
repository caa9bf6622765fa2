package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.List;

/** Reads a value with a unit or other words behind it: 5 km, 2 hours 30 minutes, 3 million. */
final class QuantityParser {
  private final Tokens tokens;
  private final ExpressionParser expressions;

  QuantityParser(Tokens tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /** A sum, with a unit or other words behind it. */
  Expression quantity() {
    Expression value = expressions.sum();
    if (value.isInteger() && isBaseInBrackets()) {
      tokens.next();
      tokens.next();
      String base = tokens.next().text();
      tokens.next();
      return new Leaf(Kind.BASED, NormalForm.of(value) + "_" + base);
    }
    boolean isOrdinal = isBehindOrdinal();
    String unit = unit();
    if (isOrdinal || Ordinals.isEnding(unit)) {
      return ordinal(value, isOrdinal ? unit : Ordinals.withoutEnding(unit));
    }
    if (unit.endsWith(" and") && tokens.peek().kind() == Token.Kind.NUMBER) {
      unit = unit.substring(0, unit.length() - 4); // hours and 30 minutes
    }
    if (unit.isEmpty()) {
      return value;
    }
    if (value.is(Kind.QUANTITY) && Words.scale(unit) > 1) {
      return Expression.of(
          Kind.QUANTITY,
          value.name(),
          Expression.product(value.child(0), Expression.number(Words.scale(unit))));
    }
    if (value.is(Kind.QUANTITY)) {
      if (!WordsBehind.areHarmless(unit) && !unit.equals("us")) {
        throw new Unreadable("words " + unit);
      }
      boolean isMoney = value.name().equals("dollar");
      String joint = isMoney ? " of " : unit.length() > 1 ? " " : "";
      String joined = value.name() + joint + unit;
      return Expression.of(Kind.QUANTITY, joined, value.child(0));
    }
    if (unit.equals("percent") || unit.equals("per cent")) {
      return Expression.of(Kind.PERCENT, "", value);
    }
    if (unit.endsWith("base") && tokens.peek().kind() == Token.Kind.NUMBER && value.isInteger()) {
      return new Leaf(Kind.BASED, NormalForm.of(value) + "_" + tokens.next().text());
    }
    if (value instanceof Numeral number && number.isInteger()) {
      Rational parts = NumberWords.with(number.value(), unit);
      if (parts != null) {
        return Expression.number(parts);
      }
    }
    int space = unit.indexOf(' ');
    long scale = Words.scale(space < 0 ? unit : unit.substring(0, space));
    if (scale > 1) {
      Expression scaled = Expression.product(value, Expression.number(scale));
      return space < 0 ? scaled : measured(unit.substring(space + 1), scaled);
    }
    return compound(measured(unit, value));
  }

  /** 204 (base 5) */
  private boolean isBaseInBrackets() {
    return tokens.peek().isMark("(")
        && tokens.peek(1).text().equalsIgnoreCase("base")
        && tokens.peek(2).kind() == Token.Kind.NUMBER
        && tokens.peek(3).isMark(")");
  }

  /** Whether the ending of an ordinal was taken last: 7th, 7^{th}. */
  private boolean isBehindOrdinal() {
    Token last = tokens.before(1).isMark("}") ? tokens.before(2) : tokens.before(1);
    Token number = tokens.before(1).isMark("}") ? tokens.before(5) : tokens.before(2);
    boolean isRaised = number.isMark("^");
    return (last.kind() == Token.Kind.WORD || last.kind() == Token.Kind.TEXT)
        && Ordinals.isEnding(last.text())
        && ((isRaised ? tokens.before(3) : number).kind() == Token.Kind.NUMBER
            || (tokens.before(1).isMark("}") && tokens.before(4).isMark("^")));
  }

  /** The 7th, or the 7th of what is named behind it. */
  private static Expression ordinal(Expression value, String noun) {
    if (!noun.isEmpty() && !WordsBehind.areHarmless(noun)) {
      throw new Unreadable("words " + noun);
    }
    return value.isInteger()
        ? Expression.of(Kind.QUANTITY, (CountNouns.ORDINAL + " " + noun).strip(), value)
        : value;
  }

  private static Expression measured(String words, Expression value) {
    boolean isSuch =
        words.startsWith("such ") && !words.startsWith("that", 5) && !words.startsWith("as ", 5);
    String unit = isSuch ? words.substring(5) : words; // 9 such pairs
    boolean isOff = unit.equals("off") && !value.is(Kind.PERCENT); // 20% off, but not 5 off
    if (isOff || !WordsBehind.areHarmless(unit)) {
      throw new Unreadable("words " + unit);
    }
    return Expression.of(Kind.QUANTITY, unit, value);
  }

  /** 2 hours 30 minutes as 150 minutes: a measure that a smaller one of its dimension follows. */
  private Expression compound(Expression large) {
    Units.Unit unit = Units.named(large.name());
    if (unit == null) {
      return large;
    }
    int start = tokens.position();
    if (tokens.peek().isWord("and")) {
      tokens.next();
    }
    if (tokens.peek().kind() != Token.Kind.NUMBER) {
      tokens.rewind(start);
      return large;
    }
    Expression rest = expressions.sum();
    String name = unit();
    Units.Unit smaller = Units.named(name);
    boolean isPart =
        smaller != null
            && smaller.dimension().equals(unit.dimension())
            && smaller.scale().compareTo(unit.scale()) < 0;
    if (!isPart) {
      tokens.rewind(start);
      return large;
    }
    Rational scale = unit.scale().times(smaller.scale().inverse());
    Expression whole = Expression.product(large.child(0), Expression.number(scale));
    return compound(Expression.of(Kind.QUANTITY, name, Expression.sum(List.of(whole, rest))));
  }

  /**
   * Takes the words of a unit: cm, square meters, m/s^2, miles per hour; empty if there are none.
   */
  private String unit() {
    StringBuilder unit = new StringBuilder();
    while (true) {
      Token token = tokens.peek();
      boolean isWord = token.kind() == Token.Kind.TEXT || token.kind() == Token.Kind.WORD;
      if (isWord) {
        if (token.isWord("or") || token.isWord("and") || token.isWord("mod")) {
          break;
        }
        if (token.isWord("to") && tokens.peek(1).kind() == Token.Kind.NUMBER) {
          break;
        }
        boolean isFunction =
            token.kind() == Token.Kind.WORD && Function.words().contains(token.text());
        if (isFunction && !(token.isWord("min") && !tokens.peek(1).isMark("("))) {
          break;
        }
        String word = SiUnits.lower(tokens.next().text());
        unit.append(unit.isEmpty() || unit.charAt(unit.length() - 1) == '/' ? "" : " ")
            .append(word);
      } else if (isHalfOfDay(token)) {
        unit.append(token.text()).append('m');
        for (int i = 0; i < 3; i++) {
          tokens.next();
        }
      } else if (token.kind() == Token.Kind.LETTER
          && (!unit.isEmpty() || token.isSpaced())
          && (Units.LETTERS.contains(token.text())
              || unit.toString().endsWith("/")
              || unit.toString().endsWith("*"))) {
        boolean isBehindWord =
            !unit.isEmpty() && Character.isLetterOrDigit(unit.charAt(unit.length() - 1));
        unit.append(isBehindWord ? " " : "").append(tokens.next().text());
      } else if (token.isMark("^") && !unit.isEmpty()) {
        tokens.next();
        tokens.take("{");
        if (tokens.take("-")) {
          unit.append("^-").append(tokens.next().text());
        } else {
          unit.append('^').append(tokens.next().text());
        }
        tokens.take("}");
      } else if ((token.isMark("/") || token.isMark("*")) && !unit.isEmpty()) {
        tokens.next();
        unit.append(token.text());
      } else if (token.isMark("dollar")
          || token.isMark("€")
          || token.isMark("£")
          || token.isMark("¢")
          || token.isMark("¥")
          || token.isMark("₹")
          || token.isMark("₩")) {
        unit.append(tokens.next().text());
      } else if (!unit.isEmpty() && (token.isMark(".") || token.isMark("'") || token.isMark("-"))) {
        tokens.next();
      } else if (token.isMark("(") && isBracketedUnit()) {
        tokens.next();
        String inside = unit();
        tokens.expect(")");
        if (WordsBehind.areDenying(inside)) {
          throw new Unreadable("remark " + inside);
        }
        boolean isBelow = !unit.isEmpty() && unit.charAt(unit.length() - 1) == '/';
        String group = isBelow ? "(" + inside + ")" : inside;
        unit.append(Units.named(inside) == null ? "" : group);
      } else {
        break;
      }
    }
    return unit.toString();
  }

  /** "a.m" or "p.m", the last full stop being gone. */
  private boolean isHalfOfDay(Token token) {
    return token.kind() == Token.Kind.LETTER
        && (token.text().equals("a") || token.text().equals("p"))
        && tokens.peek(1).isMark(".")
        && tokens.peek(2).text().equals("m");
  }

  private boolean isBracketedUnit() {
    Token inside = tokens.peek(1);
    return (inside.kind() == Token.Kind.TEXT || inside.kind() == Token.Kind.WORD)
        && !Function.words().contains(inside.text())
        && !inside.isWord("mod");
  }
}

package dev.rondo.verify.math;

import static dev.rondo.verify.math.ExpressionParser.isPair;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads what stands in brackets: groups, tuples, intervals, sets, moduli; and keeps in which of
 * them a place is.
 */
final class BracketParser {
  private static final Set<String> CLOSING = Set.of(")", "]", "[");

  private final Tokens tokens;
  private final AnswerParser answers;
  private final ExpressionParser expressions;
  private int absolutes;
  private int setBraces;
  private int brackets;

  BracketParser(Tokens tokens, AnswerParser answers, ExpressionParser expressions) {
    this.tokens = tokens;
    this.answers = answers;
    this.expressions = expressions;
  }

  /** (a, b, ...) */
  List<Expression> arguments() {
    String close = tokens.next().isMark("(") ? ")" : "]";
    int outer = absolutes;
    absolutes = 0;
    tokens.enter();
    List<Expression> arguments = new ArrayList<>();
    do {
      arguments.add(expressions.sum());
    } while (tokens.take(","));
    tokens.expect(close);
    tokens.leave();
    absolutes = outer;
    return arguments;
  }

  Expression bracket(String open) {
    tokens.enter();
    Expression result =
        switch (open) {
          case "(", "[", "]" -> round(open);
          case "{" -> group();
          case "\\{" -> set("\\}");
          case "|" -> absolute();
          case "lfloor" -> between("rfloor", Function.FLOOR);
          case "lceil" -> between("rceil", Function.CEIL);
          case "<" -> angled();
          case "dollar", "£", "€", "¥", "₹", "₩" ->
              Expression.of(
                  Kind.QUANTITY, open.equals("dollar") ? "dollar" : open, expressions.power());
          case "..." -> Expression.symbol("...");
          case "_", "^" -> expressions.names.chosenBefore();
          default -> throw new Unreadable("mark " + open);
        };
    tokens.leave();
    return result;
  }

  Expression between(String close, Function function) {
    Expression inside = expressions.sum();
    tokens.expect(close);
    return Expression.function(function, inside);
  }

  /** A vector such as <1, 2>. */
  Expression angled() {
    List<Expression> items = new ArrayList<>();
    do {
      items.add(expressions.sum());
    } while (tokens.take(","));
    tokens.expect(">");
    if (items.size() < 2) {
      throw new Unreadable("mark <");
    }
    return Expression.tuple(items);
  }

  Expression absolute() {
    absolutes++;
    Expression inside = expressions.sum();
    tokens.expect("|");
    absolutes--;
    if (inside.is(Kind.MATRIX)) {
      return Expression.function(Function.DET, inside);
    }
    return Expression.function(Function.ABS, inside);
  }

  /** Group, tuple or interval: by its commas and brackets. */
  Expression round(String open) {
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
    if (items.isEmpty()) {
      throw new Unreadable("nothing in brackets");
    }
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
  Expression group() {
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
        return expressions.names.chosenBefore(); // {}_9C_3
      }
      setBraces = outerBraces;
      brackets = outerBrackets;
      absolutes = outerAbsolutes;
      return Expression.list(Joint.BRACES, List.of());
    }
    Expression inside = isPair(tokens.peek()) ? expressions.sum() : answers.relation();
    if (tokens.peek().isCommand("over") || tokens.peek().isCommand("choose")) {
      boolean isFraction = tokens.next().isCommand("over");
      Expression below = answers.relation();
      inside =
          isFraction
              ? Expression.product(inside, below.inverse())
              : Expression.function(Function.BINOM, inside, below);
    }
    if (tokens.peek().isMark(",")) {
      List<Expression> items = new ArrayList<>(List.of(inside));
      while (tokens.take(",")) {
        items.add(answers.relation());
      }
      inside = Expression.list(Joint.BRACES, items);
    }
    tokens.expect("}");
    setBraces = outerBraces;
    brackets = outerBrackets;
    absolutes = outerAbsolutes;
    return inside;
  }

  Expression set(String close) {
    if (tokens.peek().isCommand("begin:array") || tokens.peek().isCommand("begin:aligned")) {
      int start = tokens.position();
      tokens.next();
      Expression lines = new MatrixParser(tokens, answers).read("cases"); // behind one brace
      if (!tokens.peek().isMark(close)) {
        return lines;
      }
      tokens.rewind(start);
    }
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
    boolean saysMore =
        condition == null
            && items.size() > 1
            && items.get(0).is(Relation.IN)
            && Shapes.isNumberSet(items.get(0).child(1))
            && items.stream().allMatch(Shapes::isRelation);
    if (saysMore) {
      condition = Expression.list(Joint.COMMA, items.subList(1, items.size())); // x in R; x > 2
      condition = condition.children().size() == 1 ? condition.child(0) : condition;
    }
    tokens.expect(close);
    setBraces--;
    absolutes = outerAbsolutes;
    brackets = outerBrackets;
    return condition == null
        ? Expression.list(Joint.BRACES, items)
        : Expression.function(Function.SETBUILDER, items.get(0), condition);
  }

  /** The degree of a root, behind its opening bracket. */
  Expression rootDegree() {
    brackets++;
    Expression degree = expressions.sum();
    brackets--;
    tokens.expect("]");
    return degree;
  }

  boolean isInBrackets() {
    return brackets > 0;
  }

  /** Whether a bar here begins a modulus instead of ending one or a set's item. */
  boolean opensModulus() {
    return absolutes == 0 && setBraces == 0;
  }

  /** Whether a colon here ends a set's item instead of making a ratio. */
  boolean isInSet() {
    return setBraces > 0;
  }
}

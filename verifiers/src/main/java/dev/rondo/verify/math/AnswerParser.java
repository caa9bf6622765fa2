package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads whole answers: lists of items, chains of relations, set operations, ratios, units, texts.
 */
final class AnswerParser {
  private final Tokens tokens;
  private final ExpressionParser expressions;
  private final QuantityParser quantities;

  private AnswerParser(Tokens tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens, this);
    this.quantities = new QuantityParser(tokens, expressions);
  }

  /**
   * The tree of an answer.
   *
   * @throws Unreadable if it is no mathematics that is known
   */
  static Expression read(List<Token> written, Budget budget) {
    List<Token> tokens = Systems.plain(written);
    Tokens cursor = new Tokens(tokens, budget);
    if (cursor.isEnd()) {
      throw new Unreadable("nothing");
    }
    Expression function = CasesParser.inline(tokens, cursor);
    if (function != null) {
      return function;
    }
    AnswerParser parser = new AnswerParser(cursor);
    Expression answer = parser.items("");
    if (!cursor.isEnd()) {
      throw new Unreadable("rest " + cursor.peek().text());
    }
    boolean mayBeTransposed =
        tokens.stream().anyMatch(token -> token.text().equals("T") || token.isMark("^"));
    boolean saysIdentical =
        tokens.stream().anyMatch(token -> token.isMark("=mod"))
            && tokens.stream().noneMatch(ExpressionParser::isModulus);
    Expression plain = saysIdentical ? Rewriting.withEquality(answer) : answer;
    return mayBeTransposed ? Transposes.inOrder(plain) : plain;
  }

  /** relation ((, | ; | and | or) relation)*, until a closing mark or the end. */
  Expression items(String close) {
    List<Expression> items = new ArrayList<>();
    List<Integer> alternatives = new ArrayList<>(List.of(0));
    Joint joint = Joint.COMMA;
    items.add(relation());
    while (!tokens.isEnd() && !tokens.peek().isMark(close)) {
      String separator = separator();
      if (separator == null) {
        break;
      }
      if (tokens.isEnd()) {
        break;
      }
      Expression before = items.get(items.size() - 1);
      if (separator.equals("=>")) {
        items.clear();
        alternatives.clear();
        alternatives.add(0);
      } else if (separator.equals("or")) {
        joint = Joint.OR;
        alternatives.add(items.size());
      } else if (separator.equals("and")) {
        joint = Joint.AND;
      }
      items.add(relation());
      if (separator.equals("=>") && before.is(Kind.SYMBOL) && items.get(0).is(Kind.SYMBOL)) {
        throw new Unreadable("implication"); // p => q says neither p nor q
      }
    }
    if (items.size() == 1) {
      return items.get(0);
    }
    boolean isGrouped = alternatives.size() > 1 && alternatives.size() < items.size();
    List<Expression> groups = isGrouped ? groups(items, alternatives) : null;
    return groups == null ? Expression.list(joint, items) : Expression.list(Joint.OR, groups);
  }

  /**
   * "x = 1, y = 2 or x = 3, y = 4": each alternative as a list of its own; null if they are not all
   * equations, as many in each.
   */
  private static List<Expression> groups(List<Expression> items, List<Integer> starts) {
    int size = items.size() / starts.size();
    List<Expression> groups = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int to = i + 1 < starts.size() ? starts.get(i + 1) : items.size();
      List<Expression> group = items.subList(starts.get(i), to);
      if (group.size() != size || !group.stream().allMatch(item -> item.is(Relation.EQUAL))) {
        return null;
      }
      groups.add(Expression.list(Joint.COMMA, group));
    }
    return groups;
  }

  /** Takes what separates items; null if there is nothing of the kind. */
  private String separator() {
    String kind = null;
    while (true) {
      Token token = tokens.peek();
      if (token.isMark(",") || token.isMark(";") || token.isMark("\\\\") || token.isMark("&")) {
        kind = kind == null ? "," : kind;
      } else if (token.isMark("or") || token.isWord("or") || token.isMark("cup")) {
        kind = "or";
      } else if (token.isMark("and") || token.isWord("and") || token.isMark("cap")) {
        kind = "and";
      } else if (token.isMark("=>") || token.isMark("<=>")) {
        kind = "=>";
      } else {
        return kind;
      }
      tokens.next();
    }
  }

  /** side (relation side)* */
  Expression relation() {
    tokens.enter();
    boolean isNamed = tokens.peek(1).isMark(":");
    int arrow = isNamed ? 3 : 1;
    boolean isMap =
        tokens.peek(arrow).isMark("mapsto")
            && tokens.peek().kind() == Token.Kind.LETTER
            && tokens.peek(arrow - 1).kind() == Token.Kind.LETTER;
    if (isMap) {
      String name = isNamed ? tokens.peek().text() : "f";
      Expression argument = Expression.symbol(tokens.peek(arrow - 1).text());
      for (int i = 0; i <= arrow; i++) {
        tokens.next();
      }
      Expression value = side();
      tokens.leave();
      return Expression.equation(Expression.of(Kind.CALL, name, argument), value);
    }
    if (tokens.peek().isMark("~")
        || (Words.ABOUT.contains(tokens.peek().text())
            && tokens.peek(1).kind() == Token.Kind.NUMBER)) {
      tokens.next();
      tokens.leave();
      return rounded(side());
    }
    List<Expression> sides = new ArrayList<>();
    List<Relation> relations = new ArrayList<>();
    sides.add(side());
    while (true) {
      if (tokens.peek().isMark("&") && Relation.of(tokens.peek(1)) != null) {
        tokens.next();
      }
      Relation relation = Relation.of(tokens.peek());
      if (relation == null) {
        break;
      }
      relations.add(relation);
      tokens.next();
      tokens.take("&");
      sides.add(side());
    }
    tokens.leave();
    return relations.isEmpty() ? sides.get(0) : Expression.relations(relations, sides);
  }

  /** "about 3.14": a decimal is rounded; "about 7" is no seven. */
  private static Expression rounded(Expression value) {
    if (LeafComparison.decimalPlaces(value) < 1) {
      throw new Unreadable("about");
    }
    return value;
  }

  private Expression side() {
    Token name = tokens.peek();
    boolean isExtreme = name.text().equals("max") || name.text().equals("min");
    if (isExtreme && tokens.peek(1).isMark("=")) {
      return Expression.text(tokens.next().text()); // what is greatest or least is this
    }
    Expression words = words();
    if (words != null) {
      return words;
    }
    Expression left = ratio();
    while (isSet(left)
        && (tokens.peek().isMark("cup")
            || tokens.peek().isMark("cap")
            || tokens.peek().isMark("setminus"))) {
      String operation = tokens.next().text();
      left = Expression.of(Kind.SET_OPERATION, operation, left, ratio());
    }
    if (tokens.peek().isMark("(")
        && (tokens.peek(1).isMark("mod") || tokens.peek(1).isWord("mod"))) {
      tokens.next();
      tokens.next();
      Expression modulus = expressions.sum();
      tokens.expect(")");
      left = Expression.function(Function.MOD, left, modulus);
    }
    return left;
  }

  /** Whether a set may be meant; the ends of inequalities are none. */
  private static boolean isSet(Expression expression) {
    return switch (expression.kind()) {
      case NUMBER, CONSTANT, SUM, PERCENT, QUANTITY -> false;
      case POWER -> SetAlgebra.isComplement(expression);
      default -> true;
    };
  }

  private Expression ratio() {
    Expression first = quantities.quantity();
    if (first.is(Kind.NUMBER)
        && tokens.peek().isWord("to")
        && tokens.peek(1).kind() == Token.Kind.NUMBER) {
      tokens.next();
      return Expression.of(Kind.RATIO, "", first, quantities.quantity());
    }
    if (!tokens.peek().isMark(":") || expressions.groups.isInSet()) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.take(":")) {
      parts.add(quantities.quantity());
    }
    return Expression.of(Kind.RATIO, parts);
  }

  /** An answer in words, or words before a value that say nothing; null if mathematics begins. */
  private Expression words() {
    int start = tokens.position();
    boolean onlyFillers = true;
    StringBuilder text = new StringBuilder();
    while (true) {
      Token token = tokens.peek();
      boolean isText =
          token.kind() == Token.Kind.TEXT
              || (token.kind() == Token.Kind.WORD
                  && !Function.words().contains(token.text())
                  && !token.isWord("and")
                  && !token.isWord("or")
                  && (!isReadable(token, text.length() > 0) || isLabel(token))
                  && !(text.length() == 0 && isProductOfLetters(token)));
      if (isText) {
        onlyFillers &= areFillers(token.text());
        text.append(' ').append(tokens.next().text());
      } else if (NumberSets.allBut(text.toString()) != null) {
        break;
      } else if (token.kind() == Token.Kind.LETTER
          && text.length() > 0
          && (!onlyFillers || text.charAt(text.length() - 1) == '\'')) {
        text.append(' ').append(tokens.next().text());
      } else if (text.length() > 0 && (token.isMark("'") || token.isMark("."))) {
        tokens.next();
        text.append(token.text());
      } else {
        break;
      }
    }
    if (text.length() == 0) {
      tokens.rewind(start);
      return null;
    }
    String all = tokens.isEnd() ? null : NumberSets.allBut(text.toString());
    if (all != null) {
      return Expression.of(
          Kind.SET_OPERATION, "setminus", new Leaf(Kind.NAMED_SET, all), excluded());
    }
    boolean isNaming = ":=".indexOf(text.charAt(text.length() - 1)) >= 0; // "Area = " 5
    if (isNaming && tokens.peek().kind() != Token.Kind.END) {
      text.setLength(text.length() - 1);
      return labelled(text.toString(), onlyFillers || areFillers(text.toString().strip()));
    }
    if (onlyFillers && tokens.peek().isMark(",") && tokens.peek(1).kind() != Token.Kind.END) {
      tokens.next(); // "therefore, x = 7"
      return side();
    }
    Token next = tokens.peek();
    boolean isOver =
        next.kind() == Token.Kind.END
            || next.isMark(",")
            || next.isMark(")")
            || next.isMark("}")
            || next.isMark("\\}")
            || next.isMark(";")
            || next.isMark("&")
            || next.isMark("\\\\")
            || next.isWord("and")
            || next.isWord("or")
            || Relation.of(next) != null;
    if (isOver) {
      String set = NumberSets.named(text.toString());
      return set == null ? Expression.text(text.toString().strip()) : new Leaf(Kind.NAMED_SET, set);
    }
    if (next.isMark(":")) {
      tokens.next();
      return labelled(text.toString(), onlyFillers);
    }
    if (Words.NEGATIVE.contains(text.toString().strip().toLowerCase(Locale.ROOT))) {
      return negated(side());
    }
    String subject = Labels.subject(text.toString().strip());
    if (onlyFillers || subject != null) {
      return onlyFillers ? side() : labelled(subject, false);
    }
    throw new Unreadable("words");
  }

  /** What is left out of a set, in braces: 5, x = 5, 1 and 2. */
  private Expression excluded() {
    Expression items = items("");
    List<Expression> values = new ArrayList<>();
    for (Expression item : items.is(Kind.SET) ? items.children() : List.of(items)) {
      boolean isNamed = item.is(Relation.EQUAL) && item.child(0).is(Kind.SYMBOL);
      Expression value = Rewriting.expanded(isNamed ? item.child(1) : item);
      values.addAll(value.isBareList() ? value.children() : List.of(value));
    }
    return Expression.list(Joint.BRACES, values);
  }

  /** "negative 3"; of a sum it would not say how far it goes. */
  private static Expression negated(Expression value) {
    boolean isOne =
        switch (value.kind()) {
          case NUMBER, PRODUCT, POWER, PERCENT, QUANTITY, CONSTANT, FUNCTION -> true;
          default -> false;
        };
    if (!isOne) {
      throw new Unreadable("negative");
    }
    return value.negated();
  }

  /** "Area: 5" as a relation; "Answer: 5" as the value. */
  private Expression labelled(String label, boolean saysNothing) {
    if (WordsBehind.areDenying(label)) {
      throw new Unreadable("label " + label);
    }
    Expression value = side();
    return saysNothing || value.is(Kind.RELATION) || value.is(Kind.TEXT)
        ? value
        : Expression.equation(Expression.text(label.strip()), value);
  }

  private static boolean areFillers(String text) {
    for (String word : Pieces.of(text.toLowerCase(Locale.ROOT).replace(".", ""), " ")) {
      if (!Words.FILLERS.contains(word)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two letters that could be a unit are a product: they stand before a function. */
  private boolean isProductOfLetters(Token token) {
    Token next = tokens.peek(1);
    return token.text().length() == 2
        && Units.isUnit(token.text())
        && (next.kind() == Token.Kind.WORD || next.kind() == Token.Kind.COMMAND)
        && Function.ANGLES.contains(Function.of(next.text()));
  }

  /** Whether a short word is a name before a colon and a number: "Bob: 8". */
  private boolean isLabel(Token token) {
    String word = token.text();
    Token value = tokens.peek(2).isMark("-") ? tokens.peek(3) : tokens.peek(2);
    boolean isName =
        Characters.isCapital(word.charAt(0)) && Characters.areAll(word.substring(1), 'a', 'z');
    boolean hasVowel = word.length() >= 3 && word.chars().anyMatch(c -> "aeiou".indexOf(c) >= 0);
    return (isName || (hasVowel && Characters.areAll(word, 'a', 'z')))
        && Words.number(word) < 0
        && tokens.peek(1).isMark(":")
        && (value.kind() == Token.Kind.NUMBER || value.isMark("dollar"));
  }

  /** Whether a word is mathematics where an expression begins. */
  private static boolean isReadable(Token token, boolean isInText) {
    String word = token.text();
    if (isInText) {
      return false;
    }
    if (word.equals("pi") || word.startsWith("inf") || word.equals("oo")) {
      return true;
    }
    if (Words.number(word) >= 0) {
      return true;
    }
    return word.length() <= 4
        && Characters.areLatin(word)
        && !Words.SHORT_WORDS.contains(word.toLowerCase(Locale.ROOT))
        && !Words.FILLERS.contains(word.toLowerCase(Locale.ROOT))
        && !Units.isUnit(word);
  }
}

package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds what an answer concludes: "a = 3 and b = 5, so a + b = 8", or without the word where the
 * last of a list says what an expression of the letters before it is. What cannot follow from the
 * values before it is no conclusion.
 */
final class Conclusion {
  private static final String[] WORDS = {
    "so",
    "hence",
    "thus",
    "therefore",
    "whence",
    "giving",
    "consequently",
    "somit",
    "daher",
    "folglich",
    "donc",
    "entonces",
    "por tanto",
    "por lo tanto",
    "portanto",
    "logo",
    "quindi",
    "dunque",
    "значит",
    "поэтому",
    "следовательно"
  };

  private static final String[] FOREIGN = {"所以", "因此", "从而", "故"};

  /** Behind "so" these conclude nothing. */
  private static final List<String> GOING_ON =
      List.of(
          "that",
          "far",
          "on",
          "forth",
          "many",
          "much",
          "if",
          "about",
          "approximately",
          "roughly",
          "around",
          "nearly",
          "almost");

  private static final List<String> TAKING_BACK =
      List.of("suppose", "assume", "assuming", "let", "when", "wrong", "guess");

  private static final int MOST_NODES = 200;

  private Conclusion() {}

  /** Where the word that concludes begins and ends, if what stands before it is not doubted. */
  static int[] place(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    int from = -1;
    int to = -1;
    for (String word : WORDS) {
      int at = lower.lastIndexOf(word);
      boolean isWhole =
          at > 0
              && !Character.isLetter(lower.charAt(at - 1))
              && at + word.length() < lower.length()
              && !Character.isLetter(lower.charAt(at + word.length()));
      if (isWhole && at > from) {
        from = at;
        to = at + word.length();
      }
    }
    for (String word : FOREIGN) {
      int at = lower.lastIndexOf(word);
      if (at > 0 && at > from) {
        from = at;
        to = at + word.length();
      }
    }
    if (from < 0 || lower.length() != words.length()) {
      return null;
    }
    while (to < words.length() && ",，: ".indexOf(words.charAt(to)) >= 0) {
      to++;
    }
    while (from > 0 && ",，; ".indexOf(words.charAt(from - 1)) >= 0) {
      from--;
    }
    List<String> behind = Pieces.of(lower.substring(to), " ");
    String before = words.substring(0, from);
    boolean isOther =
        behind.isEmpty()
            || from == 0
            || GOING_ON.contains(behind.get(0))
            || WordsBehind.areDenying(before)
            || WordsBehind.areDenying(words.substring(to))
            || Pieces.of(lower.substring(0, from), " ,.;").stream().anyMatch(TAKING_BACK::contains);
    return isOther ? null : new int[] {from, to};
  }

  /**
   * What the last equation of a list says, where its left side is an expression of several letters
   * whose values the others give, and it is true of them; null if it is not.
   */
  static Expression derived(Expression list, Budget budget) {
    boolean isList =
        list.isBareList()
            && !list.is(Joint.OR)
            && list.children().size() >= 2
            && list.children().size() <= 6
            && list.size() <= MOST_NODES;
    if (!isList || !list.allChildren(Conclusion::isEquation)) {
      return null;
    }
    int last = list.children().size() - 1;
    Expression end = list.child(last);
    Expression left = end.child(0);
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(left, symbols);
    boolean isOfSeveral =
        symbols.size() >= 2 && (left.is(Kind.SUM) || left.is(Kind.PRODUCT) || left.is(Kind.POWER));
    if (!isOfSeveral) {
      return null;
    }
    Map<String, Expression> values = new HashMap<>();
    for (Expression item : list.children().subList(0, last)) {
      assign(item.child(0), end(item), values);
    }
    Expression value = end(end);
    return values.keySet().containsAll(symbols)
            && areEqual(valued(left, values), value, budget) == Sameness.EQUAL
        ? value
        : null;
  }

  /** Whether an equation is false of the values that stand before it. */
  static boolean contradicts(Expression before, Expression end, Budget budget) {
    if (!isEquation(end) || before.size() > MOST_NODES || end.size() > MOST_NODES) {
      return false;
    }
    Map<String, Expression> values = new HashMap<>();
    for (Expression item : before.isBareList() ? before.children() : List.of(before)) {
      if (isEquation(item)) {
        assign(item.child(0), end(item), values);
      }
    }
    SortedSet<String> symbols = new TreeSet<>();
    LeafComparison.collect(end.child(0), symbols);
    return !symbols.isEmpty()
        && values.keySet().containsAll(symbols)
        && areEqual(valued(end.child(0), values), end(end), budget) == Sameness.DIFFERENT;
  }

  private static Sameness areEqual(Expression left, Expression right, Budget budget) {
    return LeafComparison.isValue(left) && LeafComparison.isValue(right)
        ? new AnswerComparison(budget).compare(right, left)
        : Sameness.UNDECIDED;
  }

  private static boolean isEquation(Expression item) {
    return item instanceof Statement statement
        && statement.relations().stream().allMatch(relation -> relation == Relation.EQUAL);
  }

  private static Expression end(Expression equation) {
    return equation.child(equation.children().size() - 1);
  }

  private static Expression valued(Expression expression, Map<String, Expression> values) {
    Expression valued = expression;
    for (Map.Entry<String, Expression> value : values.entrySet()) {
      valued = SolvedForm.renamed(valued, value.getKey(), value.getValue());
    }
    return valued;
  }

  /** Takes the values of letters that stand where numbers do: m/n = 12/25, (a, b) = (3, 5). */
  private static boolean assign(Expression left, Expression right, Map<String, Expression> values) {
    if (left.is(Kind.SYMBOL)) {
      boolean isValue = LeafComparison.isValue(right) && !Shapes.hasSymbols(right);
      return isValue && values.put(left.name(), right) == null;
    }
    Rational number = left.is(Kind.PRODUCT) ? NormalForm.constant(right) : null;
    if (number != null) {
      boolean isQuotient =
          left.children().size() == 2
              && left.child(0).is(Kind.SYMBOL)
              && left.child(1).is(Kind.POWER)
              && left.child(1).child(1).isMinusOne()
              && left.child(1).child(0).is(Kind.SYMBOL);
      return isQuotient
          && assign(left.child(0), integer(number.numerator()), values)
          && assign(left.child(1).child(0), integer(number.denominator()), values);
    }
    boolean isAlike =
        left.is(right.kind())
            && left.name().equals(right.name())
            && !left.children().isEmpty()
            && left.children().size() == right.children().size()
            && !(left instanceof Statement)
            && !left.isBareList();
    boolean areAll = isAlike;
    for (int i = 0; areAll && i < left.children().size(); i++) {
      Expression part = left.child(i);
      areAll =
          Shapes.hasSymbols(part)
              ? assign(part, right.child(i), values)
              : NormalForm.of(part).equals(NormalForm.of(right.child(i)));
    }
    return areAll;
  }

  private static Expression integer(java.math.BigInteger value) {
    return Expression.number(Rational.of(value, java.math.BigInteger.ONE));
  }
}

package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.contains;
import static dev.rondo.verify.math.Shapes.hasSymbols;
import static dev.rondo.verify.math.Shapes.isName;
import static dev.rondo.verify.math.Shapes.isNumberSet;
import static dev.rondo.verify.math.Shapes.isRelation;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Rewrites an answer before it is compared, as far as that changes nothing of what it says:
 * conditions beside it, names of what runs, plus-minus, points and unions in other notation.
 */
final class Rewriting {
  private Rewriting() {}

  /** Letters of whole numbers that run. */
  private static final Set<String> WHOLE_NUMBERS = Set.of("k", "n", "m", "l");

  /** Names of whole numbers that are asked for, and of those that run in what they are. */
  private static final Set<String> WHOLE_UNKNOWNS = Set.of("n", "m", "N", "k", "x");

  private static final Set<String> PARAMETERS = Set.of("k", "n", "m", "l", "t", "j", "q");

  /** Letters of constants that may have any value. */
  private static final Set<String> CONSTANTS = Set.of("C", "c", "K", "k", "A", "C_1", "lambda");

  /** Letters that vary; beside one of them the other letter may be a constant. */
  private static final Set<String> VARIABLES =
      Set.of("x", "y", "z", "t", "u", "v", "s", "r", "n", "theta");

  /** Letters of a reference that may be what an answer says of its own: whole or arbitrary. */
  private static final Set<String> BINDABLE =
      Set.of(
          "k", "n", "m", "l", "t", "j", "q", "p", "r", "s", "C", "c", "K", "A", "B", "a", "b",
          "C_1");

  /** Letters of two constants beside each other. */
  private static final List<List<String>> PAIRS =
      List.of(List.of("C_1", "C_2"), List.of("c_1", "c_2"), List.of("K_1", "K_2"));

  /** Without items such as "k in Z" beside others. */
  static Expression withoutConditions(Expression expression) {
    if (!expression.isBareList()) {
      return expression;
    }
    List<Expression> kept =
        expression.children().stream()
            .filter(item -> !(item.is(Relation.IN) && isNumberSet(item.child(1))))
            .toList();
    if (kept.isEmpty() || kept.size() == expression.children().size()) {
      return expression;
    }
    return kept.size() == 1 ? kept.get(0) : expression.with(kept);
  }

  /** f(x) = 0 where "identical" is written, with no modulus in sight. */
  static Expression withEquality(Expression expression) {
    if (expression.isBareList()) {
      return expression.with(expression.children().stream().map(Rewriting::withEquality).toList());
    }
    return expression.is(Relation.CONGRUENT)
        ? Expression.equation(expression.child(0), expression.child(1))
        : expression;
  }

  /** A number in words as the number. */
  static Expression inDigits(Expression expression) {
    if (expression.is(Relation.EQUAL) && expression.child(1).is(Kind.TEXT)) {
      return Expression.equation(expression.child(0), inDigits(expression.child(1)));
    }
    Expression counted = expression.is(Kind.TEXT) ? ChineseNumbers.read(expression.name()) : null;
    if (counted != null) {
      return counted;
    }
    Rational number = expression.is(Kind.TEXT) ? NumberWords.value(expression.name()) : null;
    return number == null ? expression : Expression.number(number);
  }

  /**
   * An answer without the conditions on its symbols behind it, such as x != 0 behind 1/x, where the
   * reference has none.
   */
  static Expression withoutDomain(Expression wanted, Expression answer) {
    if (!answer.isBareList() || wanted.is(Kind.SET)) {
      return answer;
    }
    Expression main = answer.child(0);
    boolean isValue = !isRelation(main) || main.is(Relation.EQUAL);
    Expression said = main.is(Relation.EQUAL) ? main.child(1) : main;
    for (int i = 1; isValue && i < answer.children().size(); i++) {
      Expression condition = answer.child(i);
      isValue =
          condition.is(Kind.RELATION)
              && !condition.is(Relation.EQUAL)
              && !hasSymbols(condition.child(1))
              && contains(said, symbolOf(condition.child(0)));
    }
    return isValue ? main : answer;
  }

  /** The symbol that a condition bounds, itself or by its modulus; else what names nothing. */
  private static String symbolOf(Expression bounded) {
    Expression inside = bounded.is(Function.ABS) ? bounded.child(0) : bounded;
    return inside.is(Kind.SYMBOL) ? inside.name() : "";
  }

  /**
   * What is said of a_k or P(z) as said of a_n or P(x), where the right side speaks of k or z; a
   * statement that says more as it is.
   */
  static Expression withIndexOf(Expression wanted, Expression answer) {
    String[] name = indexed(wanted.child(0));
    String[] other = indexed(answer.child(0));
    boolean isRenamed =
        name != null
            && other != null
            && name[0].equals(other[0])
            && !name[1].equals(other[1])
            && contains(answer.child(1), other[1])
            && !contains(answer.child(1), name[1]);
    return isRenamed
        ? Expression.equation(
            wanted.child(0),
            SolvedForm.renamed(answer.child(1), other[1], Expression.symbol(name[1])))
        : answer;
  }

  /** What has a letter as its index or its argument, and that letter; else null. */
  private static String[] indexed(Expression name) {
    if (name.is(Kind.SYMBOL)) {
      int subscript = name.name().length() - 2;
      boolean isIndexed =
          subscript > 0
              && name.name().charAt(subscript) == '_'
              && Characters.isLatin(name.name().charAt(subscript + 1));
      return isIndexed
          ? new String[] {name.name().substring(0, subscript), name.name().substring(subscript + 1)}
          : null;
    }
    boolean isCall =
        name.is(Kind.PRODUCT)
            && name.children().size() == 2
            && name.allChildren(part -> part.is(Kind.SYMBOL) && part.name().length() == 1)
            && Characters.isCapital(name.child(0).name().charAt(0));
    return isCall ? new String[] {name.child(0).name(), name.child(1).name()} : null;
  }

  /** "x != 1, 2" as "x != 1, x != 2", and "x = 1, 2, y = 3" likewise; others as they are. */
  static Expression withEachSaid(Expression list) {
    if (!list.isBareList() || !list.anyChild(item -> !isRelation(item))) {
      return list;
    }
    Expression first = list.child(0);
    boolean isAssigned = isAssigned(first);
    boolean isShort =
        (isAssigned || first.is(Relation.NOT_EQUAL))
            && list.children().stream()
                .skip(1)
                .allMatch(
                    item ->
                        (isAssigned && isAssigned(item))
                            || !(hasSymbols(item) || isRelation(item)));
    if (!isShort) {
      return list;
    }
    List<Expression> said = new ArrayList<>();
    Statement last = (Statement) first;
    for (Expression item : list.children()) {
      last = item instanceof Statement statement ? statement : last;
      said.add(isRelation(item) ? item : Expression.relation(last.relation(), last.child(0), item));
    }
    return list.with(said);
  }

  private static boolean isAssigned(Expression item) {
    return item.is(Relation.EQUAL) && item.child(0).is(Kind.SYMBOL);
  }

  /**
   * With two constants that may have any value named as the reference names its two, in both
   * orders; none where one of them has no such constants.
   */
  static List<Expression> withConstantsOf(Expression wanted, Expression answer) {
    List<String> names = constants(wanted);
    List<String> others = constants(answer);
    if (names == null || others == null) {
      return List.of();
    }
    List<Expression> renamed = new ArrayList<>();
    for (int first = 0; first < 2; first++) {
      // By names that no text writes, so that the two may change places.
      Expression marked = SolvedForm.renamed(answer, others.get(first), Expression.symbol("#0"));
      marked = SolvedForm.renamed(marked, others.get(1 - first), Expression.symbol("#1"));
      marked = SolvedForm.renamed(marked, "#0", Expression.symbol(names.get(0)));
      renamed.add(SolvedForm.renamed(marked, "#1", Expression.symbol(names.get(1))));
    }
    return renamed;
  }

  private static List<String> constants(Expression expression) {
    for (List<String> pair : PAIRS) {
      if (contains(expression, pair.get(0)) && contains(expression, pair.get(1))) {
        return pair;
      }
    }
    return null;
  }

  /** With the whole number that runs named as the reference names it: n pi for k pi. */
  static Expression withParameterOf(Expression wanted, Expression answer, Set<String> bound) {
    SortedSet<String> names = new TreeSet<>();
    SortedSet<String> others = new TreeSet<>();
    LeafComparison.collect(wanted, names);
    LeafComparison.collect(answer, others);
    SortedSet<String> own = new TreeSet<>(others);
    own.removeAll(names);
    boolean isValueOfName =
        wanted.is(Relation.EQUAL) && wanted.child(0).is(Kind.SYMBOL) && !isRelation(answer);
    if (isValueOfName && !contains(wanted.child(1), wanted.child(0).name())) {
      names.remove(wanted.child(0).name()); // x = n pi for k pi
    }
    boolean hasVariable =
        !Collections.disjoint(names, VARIABLES) && !Collections.disjoint(others, VARIABLES);
    names.removeAll(others);
    boolean isRenamed =
        own.size() == 1
            && names.size() == 1
            && (isRenaming(own.first(), names.first(), bound)
                || (hasVariable
                    && CONSTANTS.contains(own.first())
                    && CONSTANTS.contains(names.first())
                    && FreeLetters.isConstant(wanted, names.first())
                    && FreeLetters.isConstant(answer, own.first()))
                || (areRunning(own.first(), names.first())
                    && (hasPeriod(wanted) || hasPeriod(answer))
                    && FreeLetters.countsPeriods(wanted, names.first())
                    && FreeLetters.countsPeriods(answer, own.first()))
                || (isFamily(wanted, names.first()) && isFamily(answer, own.first())))
            && !wanted.is(Kind.SYMBOL);
    return isRenamed
        ? SolvedForm.renamed(answer, own.first(), Expression.symbol(names.first()))
        : answer;
  }

  /** n = 5k + 2: what a whole number is for every k. */
  static boolean isFamily(Expression equation, String letter) {
    boolean isNamed =
        equation.is(Relation.EQUAL)
            && equation.child(0).is(Kind.SYMBOL)
            && WHOLE_UNKNOWNS.contains(equation.child(0).name())
            && PARAMETERS.contains(letter);
    if (!isNamed) {
      return false;
    }
    Expression value = equation.child(1);
    List<Expression> terms = value.is(Kind.SUM) ? value.children() : List.of(value);
    int multiples = 0;
    for (Expression term : terms) {
      boolean isMultiple =
          term.is(Kind.PRODUCT)
              && term.children().size() == 2
              && term.child(0).isInteger()
              && term.child(1).is(Kind.SYMBOL, letter);
      multiples += isMultiple ? 1 : 0;
      if (!isMultiple && !term.isInteger() && NormalForm.constant(term) == null) {
        return false;
      }
    }
    return multiples == 1;
  }

  private static boolean isRenaming(String own, String name, Set<String> bound) {
    return bound.contains(own) && BINDABLE.contains(name);
  }

  private static boolean areRunning(String own, String name) {
    return WHOLE_NUMBERS.contains(own) && WHOLE_NUMBERS.contains(name);
  }

  /** Whether an expression is one of those that repeat, by pi or by degrees. */
  static boolean hasPeriod(Expression expression) {
    return expression == Constant.PI
        || expression.is(Kind.QUANTITY, "deg")
        || expression.anyChild(Rewriting::hasPeriod);
  }

  /** Whether a letter stands there that runs through whole numbers. */
  static boolean hasRunningLetter(Expression expression) {
    return (expression.is(Kind.SYMBOL) && WHOLE_NUMBERS.contains(expression.name()))
        || expression.anyChild(Rewriting::hasRunningLetter);
  }

  /** x = y = 1 as x = 1, y = 1, and (x, y) = (1, 2) as x = 1, y = 2; others as they are. */
  static Expression withEachName(Expression expression) {
    List<Expression> assignments = new ArrayList<>();
    if (expression instanceof Statement chain
        && chain.is(Kind.CHAIN)
        && chain.relations().stream().allMatch(relation -> relation == Relation.EQUAL)) {
      int last = expression.children().size() - 1;
      for (int i = 0; i < last; i++) {
        if (!expression.child(i).is(Kind.SYMBOL)) {
          return expression;
        }
        assignments.add(Expression.equation(expression.child(i), expression.child(last)));
      }
      return Expression.list(Joint.COMMA, assignments);
    }
    boolean isPair =
        expression.is(Relation.EQUAL)
            && expression.child(0).is(Kind.TUPLE)
            && expression.child(1).is(Kind.TUPLE)
            && expression.child(0).children().size() == expression.child(1).children().size()
            && isName(expression.child(0));
    if (!isPair) {
      return expression;
    }
    for (int i = 0; i < expression.child(0).children().size(); i++) {
      assignments.add(
          Expression.equation(expression.child(0).child(i), expression.child(1).child(i)));
    }
    return Expression.list(Joint.COMMA, assignments);
  }

  /** P(1, 2) as the point (1, 2); R - {0} as the difference of sets. */
  static Expression plain(Expression expression) {
    if (expression.isBareList()) {
      return expression.with(
          expression.children().stream()
              .map(item -> item.is(Kind.PRODUCT) ? plain(item) : item)
              .toList());
    }
    boolean isNamedPoint =
        expression.is(Kind.PRODUCT)
            && expression.children().size() == 2
            && expression.child(0).is(Kind.SYMBOL)
            && Character.isUpperCase(expression.child(0).name().charAt(0))
            && expression.child(1).is(Kind.TUPLE);
    boolean isDifference =
        expression.is(Kind.SUM)
            && expression.children().size() == 2
            && expression.child(0).is(Kind.NAMED_SET)
            && expression.child(1).is(Kind.PRODUCT)
            && expression.child(1).children().size() == 2
            && NormalForm.of(expression.child(1).child(0)).equals("-1");
    if (isDifference) {
      return Expression.of(
          Kind.SET_OPERATION, "setminus", expression.child(0), expression.child(1).child(1));
    }
    if (isUnionInLetters(expression)) {
      List<Expression> parts =
          expression.children().stream().filter(part -> !part.is(Kind.SYMBOL)).toList();
      Expression union = parts.get(0);
      for (Expression part : parts.subList(1, parts.size())) {
        union = Expression.of(Kind.SET_OPERATION, "cup", union, part);
      }
      return union;
    }
    return isNamedPoint
        ? Expression.equation(expression.child(0), expression.child(1))
        : expression;
  }

  /** (1, 2) U (3, 4) */
  static boolean isUnionInLetters(Expression expression) {
    if (!expression.is(Kind.PRODUCT) || expression.children().size() % 2 == 0) {
      return false;
    }
    for (int i = 0; i < expression.children().size(); i++) {
      Expression part = expression.child(i);
      boolean isJoint = part.is(Kind.SYMBOL) && part.name().equals("U");
      boolean isPart =
          part.is(Kind.INTERVAL) || (part.is(Kind.TUPLE) && part.children().size() == 2);
      if (i % 2 == 1 ? !isJoint : !isPart) {
        return false;
      }
    }
    return expression.children().size() > 1;
  }

  /** Plus-minus written out as the two values it means. */
  static Expression expanded(Expression expression) {
    if (!hasPlusMinus(expression)) {
      return expression;
    }
    if (expression.is(Kind.SET)) {
      List<Expression> items = new ArrayList<>();
      for (Expression item : expression.children()) {
        Expression variants = expanded(item);
        if (hasPlusMinus(item)) {
          items.addAll(variants.children());
        } else {
          items.add(variants);
        }
      }
      return expression.with(items);
    }
    // What differs from plus and minus one differs from both.
    Joint joint = expression.is(Relation.NOT_EQUAL) ? Joint.AND : Joint.OR;
    return Expression.list(joint, List.of(signed(expression, 1), signed(expression, -1)));
  }

  static boolean hasPlusMinus(Expression expression) {
    return expression.is(Kind.PLUS_MINUS) || expression.anyChild(Rewriting::hasPlusMinus);
  }

  static Expression signed(Expression expression, int sign) {
    List<Expression> children =
        expression.children().stream().map(child -> signed(child, sign)).toList();
    if (expression.is(Kind.PLUS_MINUS)) {
      boolean isPlus = expression.name().equals("+-") == (sign > 0);
      return isPlus ? children.get(0) : children.get(0).negated();
    }
    return expression.with(children);
  }
}

package dev.rondo.verify.math;

import static dev.rondo.verify.math.Shapes.allRelations;
import static dev.rondo.verify.math.Shapes.assignedValues;
import static dev.rondo.verify.math.Shapes.hasSymbols;
import static dev.rondo.verify.math.Shapes.isName;
import static dev.rondo.verify.math.Shapes.isOrdered;
import static dev.rondo.verify.math.Shapes.isRelation;
import static dev.rondo.verify.math.Shapes.isSetLike;
import static dev.rondo.verify.math.Shapes.unknown;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares lists, tuples and sets item by item: in any order, in writing order, or by the names of
 * the items.
 */
final class ListComparison {
  private final AnswerComparison answers;

  ListComparison(AnswerComparison answers) {
    this.answers = answers;
  }

  private static final int MOST_ITEMS = 100;

  Sameness compare(Expression wanted, Expression answer) {
    if (isOrdered(wanted) || isOrdered(answer)) {
      return pairwise(wanted.children(), answer.children());
    }
    boolean wantsRelations = allRelations(wanted);
    boolean givesRelations = allRelations(answer);
    if (wantsRelations && !givesRelations) {
      Expression values = assignedValues(wanted);
      if (values != null) {
        return NamedValues.areSeveral(wanted)
            ? pairwise(values.children(), answer.children())
            : answers.values(values, answer);
      }
    } else if (givesRelations && !wantsRelations) {
      Expression values = assignedValues(answer);
      if (values != null) {
        return NamedValues.areSeveral(answer)
            ? pairwise(wanted.children(), values.children())
            : answers.values(wanted, values);
      }
    } else if (wantsRelations) {
      if (Joints.differ(wanted, answer)) {
        return Sameness.DIFFERENT;
      }
      if (Joints.areBounds(wanted, answer)) {
        return answers.sets.compare(wanted, answer, true);
      }
      if (NamedValues.areSeveral(wanted) && NamedValues.areSeveral(answer)) {
        return NamedValues.compare(wanted, answer, answers);
      }
      Sameness same =
          areNamed(wanted) && areNamed(answer)
              ? named(wanted, answer)
              : unordered(wanted.children(), answer.children());
      if (same == Sameness.EQUAL) {
        return same;
      }
      // x_1 = 1, x_2 = 2 are the values of one unknown.
      Expression values = assignedValues(wanted);
      Expression others = values == null ? null : assignedValues(answer);
      boolean areRoots =
          others != null && values.is(Kind.SET) && others.is(Kind.SET) && !hasSymbols(values);
      if (areRoots) {
        String name = unknown(wanted.child(0).child(0));
        return name.equals(unknown(answer.child(0).child(0)))
            ? answers.values(values, others)
            : Sameness.DIFFERENT;
      }
      return answers.sets.compare(wanted, answer, true);
    }
    if (Joints.differ(wanted, answer)) {
      return Sameness.DIFFERENT;
    }
    Sameness same =
        areCounted(wanted) && areCounted(answer)
            ? named(wanted, answer)
            : unordered(wanted.children(), answer.children());
    if (same == Sameness.DIFFERENT && hasSets(wanted)) {
      return answers.sets.compare(wanted, answer, false);
    }
    return same;
  }

  /** What a list says once, or several times in different forms; null if it says more. */
  Expression onlyItem(Expression list) {
    if (!list.is(Kind.SET)
        || list.children().isEmpty()
        || list.children().size() > 3
        || list.child(0).is(Joint.BRACES)) {
      return null;
    }
    boolean isWritten = list.noChild(item -> isRelation(item));
    boolean isOne =
        list.children().size() == 1 || (isWritten && distinct(list.children()).size() == 1);
    return isOne ? list.child(0) : null;
  }

  /** Whether a list gives values to names, not all the same one, or words to them. */
  static boolean areNamed(Expression list) {
    Set<String> names = new HashSet<>();
    for (Expression item : list.children()) {
      if (!item.is(Relation.EQUAL) || !isName(item.child(0))) {
        return false;
      }
      names.add(unknown(item.child(0)));
    }
    return names.size() > 1;
  }

  /** Whether a list counts things of several kinds: 3 apples, 4 oranges. */
  static boolean areCounted(Expression list) {
    return list.children().size() > 1
        && list.allChildren(item -> item.is(Kind.QUANTITY))
        && list.children().stream().map(Expression::name).distinct().count() > 1
        && list.anyChild(item -> Units.named(item.name()) == null);
  }

  /** Items by their names where these are the same, else in writing order. */
  Sameness named(Expression wanted, Expression answer) {
    List<Expression> inOrder = new ArrayList<>();
    if (wanted.children().size() != answer.children().size()) {
      return Sameness.DIFFERENT;
    }
    for (Expression item : wanted.children()) {
      String name = nameOf(item);
      for (Expression other : answer.children()) {
        if (nameOf(other).equals(name)) {
          inOrder.add(other);
          break;
        }
      }
    }
    if (!inOrder.isEmpty() && inOrder.size() < wanted.children().size()) {
      return Sameness.DIFFERENT; // Ann and Bob, Bob and Carl
    }
    boolean areSame =
        inOrder.size() == wanted.children().size()
            && inOrder.stream().map(ListComparison::nameOf).distinct().count() == inOrder.size();
    return pairwise(wanted.children(), areSame ? inOrder : answer.children());
  }

  static String nameOf(Expression item) {
    if (item.is(Kind.QUANTITY)) {
      String noun = item.name();
      return noun.endsWith("s") ? noun.substring(0, noun.length() - 1) : noun;
    }
    return NormalForm.of(item.child(0));
  }

  static boolean hasSets(Expression set) {
    return set.anyChild(item -> isSetLike(item) || isRelation(item));
  }

  Sameness ordered(Expression wanted, Expression answer) {
    Expression first = wanted;
    Expression second = answer;
    if (wanted.is(Kind.SET) && allRelations(wanted)) {
      first = assignedValues(wanted);
    }
    if (answer.is(Kind.SET) && allRelations(answer)) {
      second = NamedValues.inCustomaryOrder(answer);
    }
    if (first == null || second == null) {
      return Sameness.DIFFERENT;
    }
    if (areAlternatives(wanted) || areAlternatives(answer)) {
      return Sameness.DIFFERENT;
    }
    if (first.is(Kind.SET) && first.children().size() == 1) {
      return answers.compare(first.child(0), second);
    }
    if (second.is(Kind.SET) && second.children().size() == 1) {
      return answers.compare(first, second.child(0));
    }
    return pairwise(first.children(), second.children());
  }

  /** Several values of one thing, which are no point: "1 or 2"; x = 1, x = 2. */
  private static boolean areAlternatives(Expression list) {
    if (list.is(Joint.OR)) {
      return true;
    }
    boolean areOfOne =
        list.isBareList()
            && list.children().size() > 1
            && list.allChildren(item -> item.is(Relation.EQUAL) && item.child(0).is(Kind.SYMBOL));
    return areOfOne
        && list.children().stream().map(item -> item.child(0).name()).distinct().count() == 1;
  }

  Sameness pairwise(List<Expression> wanted, List<Expression> answer) {
    if (wanted.size() != answer.size() || mixesPercent(wanted, answer)) {
      return Sameness.DIFFERENT;
    }
    Sameness result = Sameness.EQUAL;
    for (int i = 0; i < wanted.size(); i++) {
      Sameness same = items(wanted.get(i), answer.get(i));
      if (same == Sameness.DIFFERENT) {
        return same;
      }
      result = same == Sameness.UNDECIDED ? same : result;
    }
    return result;
  }

  /** Whether some of the items have a percent sign and others none, where none is wanted. */
  private static boolean mixesPercent(List<Expression> wanted, List<Expression> answer) {
    long percents = answer.stream().filter(item -> item.is(Kind.PERCENT)).count();
    return percents > 0
        && percents < answer.size()
        && wanted.stream().noneMatch(item -> item.is(Kind.PERCENT));
  }

  /** Equal as sets: items that are equal count once, then each has its partner. */
  Sameness unordered(List<Expression> wanted, List<Expression> answer) {
    if (wanted.size() > MOST_ITEMS || answer.size() > MOST_ITEMS) {
      throw new Budget.Exceeded("items");
    }
    List<Expression> left = distinct(wanted);
    List<Expression> right = distinct(answer);
    if (left.size() != right.size() || mixesPercent(left, right)) {
      return Sameness.DIFFERENT;
    }
    Sameness[][] same = new Sameness[left.size()][right.size()];
    for (int i = 0; i < left.size(); i++) {
      for (int j = 0; j < right.size(); j++) {
        same[i][j] = items(left.get(i), right.get(j));
      }
    }
    if (hasMatching(same, false)) {
      return Sameness.EQUAL;
    }
    return hasMatching(same, true) ? Sameness.UNDECIDED : Sameness.DIFFERENT;
  }

  /** Items of containers: among them {2} is not 2. */
  Sameness items(Expression wanted, Expression answer) {
    boolean isSet = wanted.is(Joint.BRACES);
    return isSet != answer.is(Joint.BRACES) && !isSetLike(wanted) && !isSetLike(answer)
        ? Sameness.DIFFERENT
        : answers.compare(wanted, answer);
  }

  List<Expression> distinct(List<Expression> items) {
    List<Expression> distinct = new ArrayList<>();
    for (Expression item : items) {
      boolean isKnown = false;
      for (Expression known : distinct) {
        isKnown |= items(known, item) == Sameness.EQUAL;
      }
      if (!isKnown) {
        distinct.add(item);
      }
    }
    return distinct;
  }

  /** Whether every row has a column of its own (Kuhn's augmenting paths). */
  static boolean hasMatching(Sameness[][] same, boolean withUndecided) {
    int[] rowOf = new int[same.length];
    java.util.Arrays.fill(rowOf, -1);
    for (int row = 0; row < same.length; row++) {
      if (!augment(same, row, new boolean[same.length], rowOf, withUndecided)) {
        return false;
      }
    }
    return true;
  }

  static boolean augment(
      Sameness[][] same, int row, boolean[] seen, int[] rowOf, boolean withUndecided) {
    for (int column = 0; column < same.length; column++) {
      boolean fits =
          same[row][column] == Sameness.EQUAL
              || (withUndecided && same[row][column] == Sameness.UNDECIDED);
      if (!fits || seen[column]) {
        continue;
      }
      seen[column] = true;
      if (rowOf[column] < 0 || augment(same, rowOf[column], seen, rowOf, withUndecided)) {
        rowOf[column] = row;
        return true;
      }
    }
    return false;
  }
}

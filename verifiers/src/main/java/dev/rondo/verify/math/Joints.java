package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Says where "and", "or" and a comma between items make other answers of the same items. */
final class Joints {
  private Joints() {}

  /** "and" and "or" are not the same between inequalities, words and values of several names. */
  static boolean differ(Expression wanted, Expression answer) {
    boolean areBoth =
        (wanted.is(Joint.OR) && answer.is(Joint.AND))
            || (wanted.is(Joint.AND) && answer.is(Joint.OR));
    boolean isOneOr = wanted.is(Joint.OR) != answer.is(Joint.OR);
    if (!isOneOr) {
      return false;
    }
    if (areWords(wanted) || (ListComparison.areNamed(wanted) && ListComparison.areNamed(answer))) {
      return true;
    }
    boolean areLetters = wanted.allChildren(item -> item.is(Kind.SYMBOL));
    return areBoth
        ? wanted.anyChild(Shapes::bounds) || areLetters || areOfOtherLetters(wanted)
        : bindSeveral(wanted) && bindSeveral(answer);
  }

  /** Whether only the sets that two lists of bounds of one name say tell them apart. */
  static boolean areBounds(Expression wanted, Expression answer) {
    return wanted.is(Joint.OR) != answer.is(Joint.OR)
        && wanted.anyChild(Shapes::bounds)
        && answer.anyChild(Shapes::bounds)
        && RealSetReader.symbol(wanted) != null
        && RealSetReader.symbol(answer) != null;
  }

  /** Words and names of people, not letters alone. */
  private static boolean areWords(Expression list) {
    return list.anyChild(item -> item.is(Kind.TEXT))
        && list.allChildren(
            item ->
                item.is(Kind.TEXT) || (Shapes.hasSymbols(item) && LeafComparison.isValue(item)));
  }

  /** Whether the items bound a name each, not all the same one: x > 0, y > 0. */
  private static boolean bindSeveral(Expression list) {
    if (!list.anyChild(Shapes::bounds) || !Shapes.allRelations(list)) {
      return false;
    }
    Set<String> names = new HashSet<>();
    for (Expression item : list.children()) {
      names.add(RealSetReader.symbol(item));
    }
    return names.size() > 1 && !names.contains(null);
  }

  /**
   * Whether the items are values in letters, not all in the same ones: AC, BD. Values in the same
   * letters, a and -a, may be alternatives of each other.
   */
  static boolean areOfOtherLetters(Expression list) {
    SortedSet<String> first = null;
    boolean areOther = false;
    for (Expression item : list.children()) {
      SortedSet<String> letters = new TreeSet<>();
      LeafComparison.collect(item, letters);
      if (letters.isEmpty() || !LeafComparison.isValue(item)) {
        return false;
      }
      areOther |= first != null && !first.equals(letters);
      first = letters;
    }
    return areOther;
  }
}

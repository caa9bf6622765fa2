package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares sets that are made of letters by unions, intersections, differences and complements: by
 * the table of which elements are in them, as de Morgan's laws say.
 */
final class SetAlgebra {
  private static final int MOST_LETTERS = 6;
  private static final int MOST_NODES = 200;

  /**
   * Of the elements that a table lists one in each place, those in the first to the sixth letter.
   */
  private static final long[] TABLES = {
    0xaaaaaaaaaaaaaaaaL,
    0xccccccccccccccccL,
    0xf0f0f0f0f0f0f0f0L,
    0xff00ff00ff00ff00L,
    0xffff0000ffff0000L,
    0xffffffff00000000L
  };

  private final List<String> letters = new ArrayList<>();
  private final boolean hasUniverse;

  private SetAlgebra(boolean hasUniverse) {
    this.hasUniverse = hasUniverse;
  }

  /** Whether two sets have the same elements, whatever the letters are; null if one is none. */
  static Sameness compare(Expression wanted, Expression answer) {
    boolean isSmall = wanted.size() <= MOST_NODES && answer.size() <= MOST_NODES;
    if (!isSmall || !(hasOperation(wanted) || hasOperation(answer))) {
      return null;
    }
    boolean isUniverse =
        Shapes.contains(wanted, "U") != Shapes.contains(answer, "U")
            && !(isSubtractedFrom(wanted) && isSubtractedFrom(answer));
    SetAlgebra algebra = new SetAlgebra(isUniverse);
    Long first = algebra.table(wanted);
    Long second = first == null ? null : algebra.table(answer);
    return second == null ? null : Sameness.of(first.equals(second));
  }

  /** Whether an operation on sets of letters stands at the top. */
  private static boolean hasOperation(Expression set) {
    boolean isOperation = set.is(Kind.SET_OPERATION) && set.allChildren(SetAlgebra::isOfLetters);
    return isOperation || isComplement(set);
  }

  private static boolean isOfLetters(Expression set) {
    return isLetter(set) || hasOperation(set) || set.is(Function.BAR);
  }

  private static boolean isSubtractedFrom(Expression set) {
    return set.is(Kind.SET_OPERATION, "setminus") && set.child(0).is(Kind.SYMBOL, "U");
  }

  private static boolean isLetter(Expression set) {
    return set.is(Kind.SYMBOL)
        && Characters.isCapital(set.name().charAt(0))
        && (set.name().length() == 1
            || set.name().charAt(1) == '_'
            || set.name().charAt(1) == '\'');
  }

  /** Whether a set is raised to a letter that says that its complement is meant. */
  static boolean isComplement(Expression set) {
    boolean isMarked =
        set.is(Kind.POWER)
            && (set.child(1).is(Kind.SYMBOL, "c")
                || set.child(1).is(Kind.SYMBOL, "C")
                || set.child(1).is(Kind.SYMBOL, "complement"));
    return isMarked
        && (isLetter(set.child(0))
            || set.child(0).is(Kind.SET_OPERATION)
            || isComplement(set.child(0)));
  }

  /** Which of all elements are in a set; null if it is not made of letters. */
  private Long table(Expression set) {
    if (isComplement(set) || set.is(Function.BAR)) {
      Long inside = table(set.child(0));
      return inside == null ? null : Long.valueOf(~inside);
    }
    if (isLetter(set)) {
      return letter(set.name());
    }
    if (Shapes.isEmptySet(set)) {
      return 0L;
    }
    if (set.is(Kind.SET_OPERATION)) {
      Long left = table(set.child(0));
      Long right = left == null ? null : table(set.child(1));
      return right == null
          ? null
          : Long.valueOf(
              switch (set.name()) {
                case "cup" -> left | right;
                case "cap" -> left & right;
                default -> left & ~right;
              });
    }
    boolean isDifference =
        set.is(Kind.SUM)
            && set.children().size() == 2
            && set.child(1).is(Kind.PRODUCT)
            && set.child(1).children().size() == 2
            && set.child(1).child(0).isMinusOne();
    if (isDifference) {
      Long left = table(set.child(0));
      Long right = left == null ? null : table(set.child(1).child(1));
      return right == null ? null : Long.valueOf(left & ~right);
    }
    boolean isSymmetric =
        set.is(Kind.PRODUCT)
            && set.children().size() == 3
            && (set.child(1).is(Kind.SYMBOL, "Delta") || set.child(1).is(Kind.SYMBOL, "triangle"));
    if (isSymmetric) {
      Long left = table(set.child(0));
      Long right = left == null ? null : table(set.child(2));
      return right == null ? null : Long.valueOf(left ^ right);
    }
    return null;
  }

  private Long letter(String name) {
    if (name.endsWith("'")) {
      Long plain = letter(name.substring(0, name.length() - 1));
      return plain == null ? null : Long.valueOf(~plain);
    }
    if (hasUniverse && name.equals("U")) {
      return -1L;
    }
    if (!letters.contains(name)) {
      letters.add(name);
    }
    int place = letters.indexOf(name);
    return place < MOST_LETTERS ? TABLES[place] : null;
  }
}

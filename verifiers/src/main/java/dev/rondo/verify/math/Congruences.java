package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares residue classes: {@code x = -1 (mod 5)} is {@code x = 4 (mod 5)} and {@code x = 5k + 4}
 * for all integers k.
 */
final class Congruences {
  private static final int MOST_RESIDUES = 2000;

  private static final Set<String> PARAMETERS = Set.of("k", "n", "m", "l", "t", "j", "q", "s", "r");

  private final List<BigInteger> residues = new ArrayList<>();
  private final List<BigInteger> moduli = new ArrayList<>();
  private String name;
  private boolean isCongruence;

  private Congruences() {}

  /** Whether two answers are the same residue classes; null if they are not both classes. */
  static Sameness compare(Answers.Answer reference, Answers.Answer given) {
    if (!mentions(reference.tree()) && !mentions(given.tree())) {
      return null;
    }
    Congruences wanted = of(reference);
    Congruences answer = wanted == null ? null : of(given);
    if (answer == null || !(wanted.isCongruence || answer.isCongruence)) {
      return null;
    }
    boolean isOther =
        wanted.name != null && answer.name != null && !wanted.name.equals(answer.name);
    if (isOther) {
      return Sameness.DIFFERENT;
    }
    BigInteger modulus = BigInteger.ONE;
    for (BigInteger each : wanted.moduli) {
      modulus = lcm(modulus, each);
    }
    for (BigInteger each : answer.moduli) {
      modulus = lcm(modulus, each);
    }
    SortedSet<BigInteger> first = wanted.modulo(modulus);
    SortedSet<BigInteger> second = answer.modulo(modulus);
    return Sameness.of(first != null && first.equals(second));
  }

  /** Whether a congruence or a remainder stands there. */
  private static boolean mentions(Expression tree) {
    return tree.is(Relation.CONGRUENT)
        || tree.is(Function.MOD)
        || (tree.children().size() <= 20 && tree.anyChild(Congruences::mentions));
  }

  private static BigInteger lcm(BigInteger a, BigInteger b) {
    return a.divide(a.gcd(b)).multiply(b);
  }

  /** The classes of an answer; null if it gives none, or has to be solved. */
  private static Congruences of(Answers.Answer answer) {
    Congruences classes = new Congruences();
    Expression tree = answer.tree();
    Expression list = Rewriting.withoutConditions(tree);
    List<Expression> items = list.isBareList() ? list.children() : List.of(list);
    Expression modulus = null;
    for (int i = items.size() - 1; i >= 0; i--) {
      Expression item = items.get(i);
      Expression own = modulus(item);
      modulus = own == null ? modulus : own;
      boolean isRead =
          own != null || item.is(Relation.CONGRUENT) || items.size() > 1 && item.isInteger()
              ? classes.congruence(item, modulus)
              : classes.family(item, answer);
      if (!isRead) {
        return null;
      }
    }
    boolean areAlike = classes.moduli.stream().distinct().count() == 1;
    return !classes.residues.isEmpty() && (areAlike || list.is(Joint.OR)) ? classes : null;
  }

  /** The modulus that is written in an expression; null if there is none. */
  private static Expression modulus(Expression expression) {
    if (expression.is(Function.MOD)) {
      return expression.child(1);
    }
    for (Expression child : expression.children()) {
      Expression modulus = modulus(child);
      if (modulus != null) {
        return modulus;
      }
    }
    return null;
  }

  /** Takes x = 3 (mod 7), 3 (mod 7), or a residue whose modulus stands behind. */
  private boolean congruence(Expression item, Expression modulus) {
    Rational number = modulus == null ? null : NormalForm.constant(modulus);
    if (number == null || !number.isInteger() || number.signum() <= 0) {
      return false;
    }
    isCongruence = true;
    Expression residue = item;
    if (item.is(Relation.CONGRUENT) || item.is(Relation.EQUAL)) {
      if (!item.child(0).is(Kind.SYMBOL) || !isNamed(item.child(0).name())) {
        return false;
      }
      residue = item.child(1);
    }
    Expression plain = withoutModulus(residue);
    for (int sign = 1; sign >= (Rewriting.hasPlusMinus(plain) ? -1 : 1); sign -= 2) {
      Rational value = constant(Rewriting.signed(plain, sign));
      if (value == null || !value.isInteger()) {
        return false;
      }
      add(value.numerator(), number.numerator());
    }
    return true;
  }

  private static Expression withoutModulus(Expression expression) {
    if (expression.is(Function.MOD)) {
      return expression.child(0);
    }
    return expression.children().isEmpty()
        ? expression
        : expression.with(expression.children().stream().map(Congruences::withoutModulus).toList());
  }

  private static Rational constant(Expression expression) {
    if (!expression.is(Kind.SUM)) {
      return NormalForm.constant(expression);
    }
    Rational sum = Rational.ZERO;
    for (Expression term : expression.children()) {
      Rational value = NormalForm.constant(term);
      if (value == null) {
        return null;
      }
      sum = sum.plus(value);
    }
    return sum;
  }

  /** Takes x = 7k + 3, for all integers k, or the set of such numbers. */
  private boolean family(Expression item, Answers.Answer answer) {
    Expression value = item;
    if (item.is(Relation.EQUAL) || item.is(Relation.IN)) {
      if (!item.child(0).is(Kind.SYMBOL) || !isNamed(item.child(0).name())) {
        return false;
      }
      value = item.child(1);
    }
    if (value.is(Function.SETBUILDER)) {
      Expression condition = value.child(1);
      boolean isOfIntegers =
          condition.is(Relation.IN)
              && condition.child(0).is(Kind.SYMBOL)
              && condition.child(1).is(Kind.NAMED_SET, "Z");
      if (!isOfIntegers) {
        return false;
      }
      value = value.child(0);
    } else if (item.is(Relation.IN) || !Domain.isIntegerAtMost(answer)) {
      return false;
    }
    for (int sign = 1; sign >= (Rewriting.hasPlusMinus(value) ? -1 : 1); sign -= 2) {
      if (!line(Rewriting.signed(value, sign))) {
        return false;
      }
    }
    return true;
  }

  /** Takes a whole multiple of a letter plus a whole number. */
  private boolean line(Expression value) {
    Rational factor = null;
    Rational residue = Rational.ZERO;
    for (Expression term : value.is(Kind.SUM) ? value.children() : List.of(value)) {
      Rational number = NormalForm.constant(term);
      if (number != null) {
        residue = residue.plus(number);
        continue;
      }
      Rational multiple = multiple(term);
      if (multiple == null || factor != null) {
        return false;
      }
      factor = multiple;
    }
    boolean isWhole =
        factor != null && factor.isInteger() && factor.signum() != 0 && residue.isInteger();
    if (isWhole) {
      add(residue.numerator(), factor.numerator().abs());
    }
    return isWhole;
  }

  /** How often a term takes a letter that runs; null if it is none. */
  private Rational multiple(Expression term) {
    if (term.is(Kind.SYMBOL)) {
      return isParameter(term) ? Rational.ONE : null;
    }
    if (!term.is(Kind.PRODUCT)) {
      return null;
    }
    Rational factor = Rational.ONE;
    boolean hasLetter = false;
    for (Expression part : term.children()) {
      Rational number = NormalForm.constant(part);
      if (number != null) {
        factor = factor.times(number);
      } else if (!hasLetter && isParameter(part)) {
        hasLetter = true;
      } else {
        return null;
      }
    }
    return hasLetter ? factor : null;
  }

  private boolean isParameter(Expression part) {
    return part.is(Kind.SYMBOL) && PARAMETERS.contains(part.name()) && !part.name().equals(name);
  }

  private boolean isNamed(String letter) {
    boolean isSame = name == null || name.equals(letter);
    name = letter;
    return isSame;
  }

  private void add(BigInteger residue, BigInteger modulus) {
    residues.add(residue.mod(modulus));
    moduli.add(modulus);
  }

  /** The residues of a multiple of all moduli; null if there are too many. */
  private SortedSet<BigInteger> modulo(BigInteger modulus) {
    SortedSet<BigInteger> all = new TreeSet<>();
    for (int i = 0; i < residues.size(); i++) {
      BigInteger times = modulus.divide(moduli.get(i));
      if (times.bitLength() > 16 || times.intValue() + all.size() > MOST_RESIDUES) {
        return null;
      }
      for (int k = 0; k < times.intValue(); k++) {
        all.add(residues.get(i).add(moduli.get(i).multiply(BigInteger.valueOf(k))));
      }
    }
    return all;
  }
}

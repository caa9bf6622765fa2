package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares a reference answer with a given one. The reference decides what kind of answer is
 * wanted: a given equation may stand for the value it ends in, a reference equation with more than
 * a name on its left may not.
 */
final class AnswerComparison {
  private static final int MOST_ITEMS = 100;

  /** Letters of unknowns whose values with subscripts are roots in any order. */
  private static final Set<String> ROOTS = Set.of("x", "y", "z", "t", "r", "u", "w", "lambda");

  /** Letters of whole numbers that run. */
  private static final Set<String> WHOLE_NUMBERS = Set.of("k", "n", "m", "l");

  /** Letters of constants that may have any value. */
  private static final Set<String> CONSTANTS = Set.of("C", "c", "K", "k", "A", "C_1");

  private final Budget budget;
  private final Set<String> said;
  private final Forms forms;
  private final LeafComparison leaves;

  AnswerComparison(Budget budget) {
    this(budget, Set.of());
  }

  /**
   * Compares with what a condition says of symbols.
   *
   * @param said names that it says to be whole numbers or arbitrary
   */
  AnswerComparison(Budget budget, Set<String> said) {
    this.budget = budget;
    this.said = said;
    this.forms = new Forms(budget);
    this.leaves = new LeafComparison(budget, forms);
  }

  /** Compares the two; the order matters. */
  Sameness compare(Expression reference, Expression given) {
    budget.take(5 + (reference.size() + given.size()) / 4);
    if (forms.areEqual(reference, given)) {
      return Sameness.EQUAL;
    }
    Expression wanted = expanded(withoutConditions(plain(inDigits(reference))));
    Expression answer = expanded(withoutConditions(plain(inDigits(given))));
    answer = withoutDomain(wanted, withParameterOf(wanted, answer, boundNames(given)));
    if (wanted.is(Kind.TEXT) || answer.is(Kind.TEXT)) {
      return texts(wanted, answer);
    }
    if (has(wanted, Kind.CONSTANT, "i")
        && contains(answer, "j")
        && !has(answer, Kind.CONSTANT, "i")
        && !contains(wanted, "j")) {
      answer = SolvedForm.renamed(answer, "j", Expression.constant("i"));
    }
    if (isSeveral(answer)) {
      wanted = withEachName(wanted);
    }
    if (isSeveral(wanted)) {
      answer = withEachName(answer);
    }
    wanted = Matrices.evaluated(shortened(wanted));
    answer = Matrices.evaluated(shortened(answer));
    budget.take((wanted.size() + answer.size()) / 4); // a power of a matrix has grown
    if (given.is(Kind.CHAIN)
        && given.children().size() > 2
        && answer.is(Kind.RELATION, "=")
        && !isRelation(wanted)
        && !hasSymbols(answer.child(1))) {
      answer = answer.child(1); // a calculation in several steps is what it ends in
    }
    if (wanted.is(Kind.FUNCTION, "mod") && answer.is(Kind.FUNCTION, "mod")) {
      return residues(wanted, answer);
    }
    if (isRelation(wanted) || isRelation(answer)) {
      return relations(wanted, answer);
    }
    return values(wanted, answer);
  }

  // ---- forms
  // -------------------------------------------------------------------------------------

  /** Without items such as "k in Z" beside others. */
  private static Expression withoutConditions(Expression expression) {
    if (!expression.is(Kind.SET) || expression.name().equals("{")) {
      return expression;
    }
    List<Expression> kept =
        expression.children().stream()
            .filter(item -> !(item.is(Kind.RELATION, "in") && isNumberSet(item.child(1))))
            .toList();
    if (kept.isEmpty() || kept.size() == expression.children().size()) {
      return expression;
    }
    return kept.size() == 1 ? kept.get(0) : expression.with(kept);
  }

  /** A number in words as the number. */
  private static Expression inDigits(Expression expression) {
    Rational number = expression.is(Kind.TEXT) ? NumberWords.value(expression.name()) : null;
    return number == null ? expression : Expression.number(number);
  }

  /**
   * An answer without the conditions on its symbols behind it, such as x != 0 behind 1/x, where the
   * reference has none.
   */
  private static Expression withoutDomain(Expression wanted, Expression answer) {
    if (!answer.is(Kind.SET) || answer.name().equals("{") || wanted.is(Kind.SET)) {
      return answer;
    }
    Expression main = answer.child(0);
    boolean isValue = !isRelation(main) || main.is(Kind.RELATION, "=");
    Expression said = main.is(Kind.RELATION, "=") ? main.child(1) : main;
    for (int i = 1; isValue && i < answer.children().size(); i++) {
      Expression condition = answer.child(i);
      isValue =
          condition.is(Kind.RELATION)
              && !condition.name().equals("=")
              && condition.child(0).is(Kind.SYMBOL)
              && !hasSymbols(condition.child(1))
              && contains(said, condition.child(0).name());
    }
    return isValue ? main : answer;
  }

  /** With the whole number that runs named as the reference names it: n pi for k pi. */
  private Expression withParameterOf(Expression wanted, Expression answer, Set<String> bound) {
    SortedSet<String> names = new TreeSet<>();
    SortedSet<String> others = new TreeSet<>();
    LeafComparison.collect(wanted, names);
    LeafComparison.collect(answer, others);
    SortedSet<String> own = new TreeSet<>(others);
    own.removeAll(names);
    names.removeAll(others);
    boolean isRenamed =
        own.size() == 1
            && names.size() == 1
            && isRenaming(own.first(), names.first(), bound, hasPeriod(wanted) || hasPeriod(answer))
            && !wanted.is(Kind.SYMBOL);
    return isRenamed
        ? SolvedForm.renamed(answer, own.first(), Expression.symbol(names.first()))
        : answer;
  }

  private static boolean isRenaming(String own, String name, Set<String> bound, boolean hasPeriod) {
    boolean isConstant = CONSTANTS.contains(own) && CONSTANTS.contains(name);
    boolean isRunning = WHOLE_NUMBERS.contains(own) && WHOLE_NUMBERS.contains(name) && hasPeriod;
    return isConstant || isRunning || (bound.contains(own) && name.length() == 1);
  }

  /** The symbols of which an answer says that they run: "k in Z", "where k is an integer". */
  private Set<String> boundNames(Expression given) {
    Set<String> names = new HashSet<>(said);
    if (given.is(Kind.SET) && !given.name().equals("{")) {
      for (Expression item : given.children()) {
        if (item.is(Kind.RELATION, "in")
            && item.child(0).is(Kind.SYMBOL)
            && isNumberSet(item.child(1))) {
          names.add(item.child(0).name());
        }
      }
    }
    return names;
  }

  /** Whether an expression is one of those that repeat, by pi or by degrees. */
  private static boolean hasPeriod(Expression expression) {
    return expression.is(Kind.CONSTANT, "pi")
        || expression.is(Kind.QUANTITY, "deg")
        || expression.children().stream().anyMatch(AnswerComparison::hasPeriod);
  }

  private static boolean has(Expression expression, Kind kind, String name) {
    return expression.is(kind, name)
        || expression.children().stream().anyMatch(child -> has(child, kind, name));
  }

  private static boolean contains(Expression expression, String symbol) {
    return expression.is(Kind.SYMBOL, symbol)
        || expression.children().stream().anyMatch(child -> contains(child, symbol));
  }

  private static boolean isSeveral(Expression expression) {
    return expression.is(Kind.TUPLE) || (expression.is(Kind.SET) && allRelations(expression));
  }

  /** x = y = 1 as x = 1, y = 1, and (x, y) = (1, 2) as x = 1, y = 2; others as they are. */
  private static Expression withEachName(Expression expression) {
    List<Expression> assignments = new ArrayList<>();
    if (expression.is(Kind.CHAIN) && expression.name().replace("= ", "").equals("=")) {
      int last = expression.children().size() - 1;
      for (int i = 0; i < last; i++) {
        if (!expression.child(i).is(Kind.SYMBOL)) {
          return expression;
        }
        assignments.add(
            Expression.of(Kind.RELATION, "=", expression.child(i), expression.child(last)));
      }
      return Expression.of(Kind.SET, ",", assignments);
    }
    boolean isPair =
        expression.is(Kind.RELATION, "=")
            && expression.child(0).is(Kind.TUPLE)
            && expression.child(1).is(Kind.TUPLE)
            && expression.child(0).children().size() == expression.child(1).children().size()
            && isName(expression.child(0));
    if (!isPair) {
      return expression;
    }
    for (int i = 0; i < expression.child(0).children().size(); i++) {
      assignments.add(
          Expression.of(
              Kind.RELATION, "=", expression.child(0).child(i), expression.child(1).child(i)));
    }
    return Expression.of(Kind.SET, ",", assignments);
  }

  /** P(1, 2) as the point (1, 2); R - {0} as the difference of sets. */
  private static Expression plain(Expression expression) {
    if (expression.is(Kind.SET) && !expression.name().equals("{")) {
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
        ? Expression.of(Kind.RELATION, "=", expression.child(0), expression.child(1))
        : expression;
  }

  /** (1, 2) U (3, 4) */
  private static boolean isUnionInLetters(Expression expression) {
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

  private static boolean isNumberSet(Expression expression) {
    return expression.is(Kind.NAMED_SET);
  }

  /** Plus-minus written out as the two values it means. */
  private static Expression expanded(Expression expression) {
    if (!hasPlusMinus(expression)) {
      return expression;
    }
    if (expression.is(Kind.SET)) {
      List<Expression> items = new ArrayList<>();
      for (Expression item : expression.children()) {
        Expression variants = expanded(item);
        if (variants.is(Kind.SET, "or")) {
          items.addAll(variants.children());
        } else {
          items.add(variants);
        }
      }
      return expression.with(items);
    }
    return Expression.of(Kind.SET, "or", signed(expression, 1), signed(expression, -1));
  }

  private static boolean hasPlusMinus(Expression expression) {
    return expression.is(Kind.PLUS_MINUS)
        || expression.children().stream().anyMatch(AnswerComparison::hasPlusMinus);
  }

  private static Expression signed(Expression expression, int sign) {
    List<Expression> children =
        expression.children().stream().map(child -> signed(child, sign)).toList();
    if (expression.is(Kind.PLUS_MINUS)) {
      boolean isPlus = expression.name().equals("+-") == (sign > 0);
      return isPlus ? children.get(0) : children.get(0).negated();
    }
    return expression.with(children);
  }

  /**
   * Chains of equality cut to their first and last part; approximations to what they approximate.
   */
  private Expression shortened(Expression expression) {
    if (expression.is(Kind.SET) && !expression.name().equals("{")) {
      return expression.with(expression.children().stream().map(this::shortened).toList());
    }
    if (expression.is(Kind.RELATION, "~")) {
      Expression left = expression.child(0);
      return isName(left) ? Expression.of(Kind.RELATION, "=", left, expression.child(1)) : left;
    }
    if (!expression.is(Kind.CHAIN)) {
      return expression;
    }
    String[] operators = expression.name().split(" ");
    int last = 0;
    for (String operator : operators) {
      if (!operator.equals("=")) {
        break;
      }
      last++;
    }
    boolean isEquality = true;
    for (int i = last; i < operators.length; i++) {
      isEquality &= operators[i].equals("~");
    }
    if (!isEquality) {
      return expression;
    }
    if (last == 0) {
      return shortened(Expression.of(Kind.RELATION, "~", expression.child(0), expression.child(1)));
    }
    Expression end = expression.child(last);
    if (last > 1 && LeafComparison.decimalPlaces(end) >= 0) {
      // A decimal at the end may only show roughly what the exact part before it is.
      Expression before = expression.child(last - 1);
      if (leaves.compare(before, end) == Sameness.DIFFERENT && !isName(before)) {
        end = before;
      }
    }
    return Expression.of(Kind.RELATION, "=", expression.child(0), end);
  }

  private static boolean isRelation(Expression expression) {
    return expression.is(Kind.RELATION) || expression.is(Kind.CHAIN);
  }

  /** Whether this only names something: a symbol, f(x), words, AB, (x, y), a:b. */
  private static boolean isName(Expression expression) {
    return switch (expression.kind()) {
      case SYMBOL -> true;
      case TEXT -> !WordsBehind.areDenying(expression.name());
      case CONSTANT -> !expression.name().equals("pi") && !expression.name().equals("infinity");
      case FUNCTION ->
          expression.name().equals("det")
              || (expression.name().startsWith("call ")
                      || (expression.name().equals("abs") && !isUnknown(expression.child(0)))
                      || expression.name().equals("bar"))
                  && expression.children().stream().allMatch(AnswerComparison::isNamePart);
      case PRODUCT, TUPLE, RATIO, SET, QUANTITY, SET_OPERATION ->
          !expression.children().isEmpty()
              && expression.children().stream().allMatch(AnswerComparison::isName);
      case POWER ->
          isName(expression.child(0))
              && expression.child(1).is(Kind.NUMBER)
              && expression.child(1).value().equals(Rational.of(-1));
      default -> false;
    };
  }

  private static boolean isUnknown(Expression expression) {
    return expression.is(Kind.SYMBOL, "x")
        || expression.is(Kind.SYMBOL, "y")
        || expression.is(Kind.SYMBOL, "t");
  }

  private static boolean isNamePart(Expression expression) {
    return isName(expression) || expression.is(Kind.NUMBER);
  }

  /** Whether this is made of names only, sums of them included. */
  private static boolean isOfNames(Expression expression) {
    return isName(expression)
        || (expression.is(Kind.SUM)
            && expression.children().stream().allMatch(AnswerComparison::isSignedName));
  }

  private static boolean isSignedName(Expression expression) {
    return isName(expression)
        || (expression.is(Kind.PRODUCT)
            && NormalForm.of(expression.child(0)).equals("-1")
            && expression.children().stream().skip(1).allMatch(AnswerComparison::isName));
  }

  private static boolean hasSymbols(Expression expression) {
    return expression.is(Kind.SYMBOL)
        || expression.children().stream().anyMatch(AnswerComparison::hasSymbols);
  }

  /** Residues are equal if their moduli are and these divide the difference. */
  private Sameness residues(Expression wanted, Expression answer) {
    Sameness moduli = compare(wanted.child(1), answer.child(1));
    if (moduli != Sameness.EQUAL) {
      return moduli;
    }
    Expression difference = Expression.sum(List.of(wanted.child(0), answer.child(0).negated()));
    return leaves.compare(
        Expression.function("mod", difference, wanted.child(1)), Expression.number(0));
  }

  // ---- texts
  // -------------------------------------------------------------------------------------

  private static Sameness texts(Expression wanted, Expression answer) {
    String wantedText = textOf(wanted);
    String answerText = textOf(answer);
    int number = wantedText == null ? -1 : Words.number(wantedText);
    int other = answerText == null ? -1 : Words.number(answerText);
    wantedText = number < 0 ? wantedText : Integer.toString(number);
    answerText = other < 0 ? answerText : Integer.toString(other);
    if (wantedText != null && wantedText.equals(answerText)) {
      return Sameness.EQUAL;
    }
    if (wantedText != null
        && answerText != null
        && Words.romanNumbers(wantedText) != null
        && Words.romanNumbers(wantedText).equals(Words.romanNumbers(answerText))) {
      return Sameness.EQUAL; // I and II, II and I
    }
    if (!wanted.is(Kind.TEXT) || !answer.is(Kind.TEXT)) {
      // 3:30 without its half of the day, or 3 for 3:00.
      String time = clock(wanted);
      if (time != null && time.equals(clock(answer))) {
        return Sameness.EQUAL;
      }
    }
    boolean isNothing =
        ("nosolution".equals(wantedText) && isEmptySet(answer))
            || ("nosolution".equals(answerText) && isEmptySet(wanted));
    if (isNothing) {
      return Sameness.EQUAL;
    }
    if (answer.is(Kind.RELATION, "=") && isName(answer.child(0)) && wanted.is(Kind.TEXT)) {
      return texts(wanted, answer.child(1));
    }
    if (answer.is(Kind.QUANTITY) && wanted.is(Kind.TEXT)) {
      return texts(wanted, Expression.text(textOf(answer.child(0)) + " " + answer.name()));
    }
    return Sameness.DIFFERENT;
  }

  /** Hours and minutes, without the half of the day; null if it is no time. */
  private static String clock(Expression expression) {
    if (expression.is(Kind.RATIO)) {
      return expression.children().stream().allMatch(Expression::isInteger)
          ? String.join(":", expression.children().stream().map(NormalForm::of).toList())
          : null;
    }
    if (expression.isInteger()) {
      return NormalForm.of(expression) + ":0";
    }
    String text = expression.is(Kind.TEXT) ? expression.name() : "";
    boolean hasHalf = text.endsWith("am") || text.endsWith("pm");
    int colon = text.indexOf(':');
    if (!hasHalf || colon < 0) {
      return null;
    }
    try {
      int minutes = Integer.parseInt(text.substring(colon + 1, text.length() - 2));
      return Integer.parseInt(text.substring(0, colon)) + ":" + minutes;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isEmptySet(Expression expression) {
    return expression.is(Kind.SET) && expression.children().isEmpty();
  }

  /** The letters of a text or of a product that may be one; null if it is neither. */
  private static String textOf(Expression expression) {
    return switch (expression.kind()) {
      case TEXT -> Words.normalText(expression.name());
      case SYMBOL -> {
        int subscript = expression.name().indexOf('_') + 1;
        boolean isNumbered =
            subscript > 0
                && subscript < expression.name().length()
                && Character.isDigit(expression.name().charAt(subscript));
        yield subscript == 0 || isNumbered
            ? Words.normalText(expression.name())
            : expression.name();
      }
      case CONSTANT -> Words.normalText(expression.name());
      case NUMBER -> expression.value().toString();
      case PRODUCT -> {
        StringBuilder text = new StringBuilder();
        for (Expression factor : expression.children()) {
          String part = textOf(factor);
          if (part == null || factor.is(Kind.NUMBER)) {
            yield null;
          }
          text.append(part);
        }
        yield text.toString();
      }
      default -> null;
    };
  }

  // ---- relations
  // ---------------------------------------------------------------------------------

  private Sameness relations(Expression wanted, Expression answer) {
    if (wanted.is(Kind.SET) && allRelations(wanted) && assignedValues(wanted) == null) {
      return sets(wanted, answer, true);
    }
    if (!isRelation(wanted)) {
      if (isInterval(wanted) && bounds(answer)) {
        return sets(wanted, answer, false);
      }
      return wanted.is(Kind.SET) || wanted.is(Kind.TUPLE)
          ? values(wanted, value(answer))
          : valueOf(wanted, answer);
    }
    if (!isRelation(answer)) {
      return ofReference(wanted, answer);
    }
    if (wanted.is(Kind.RELATION, "=") && answer.is(Kind.RELATION, "=")) {
      return equations(wanted, answer);
    }
    if (wanted.is(Kind.RELATION, "in") && answer.is(Kind.RELATION, "in")) {
      return NormalForm.of(wanted.child(0)).equals(NormalForm.of(answer.child(0)))
          ? compare(wanted.child(1), answer.child(1))
          : Sameness.DIFFERENT;
    }
    if (wanted.is(Kind.RELATION) && answer.is(Kind.RELATION)) {
      Sameness same = inequalities(wanted, answer);
      if (same != Sameness.DIFFERENT) {
        return same;
      }
    }
    return sets(wanted, answer, true);
  }

  /** A value is wanted and a relation was given. */
  private Sameness valueOf(Expression wanted, Expression answer) {
    Expression value = value(answer);
    if (value == answer && answer.is(Kind.RELATION, "=")) {
      // A rewriting, such as x^2 - 1 = (x - 1)(x + 1): both sides are the answer or neither is.
      return leaves.compare(answer.child(0), answer.child(1)) == Sameness.EQUAL
          ? compare(wanted, answer.child(1))
          : Sameness.DIFFERENT;
    }
    if (value == answer) {
      return isSetLike(wanted) ? sets(wanted, answer, false) : Sameness.DIFFERENT;
    }
    if (answer.is(Kind.RELATION, "in") && isNumberSet(value) && !isNumberSet(wanted)) {
      return Sameness.DIFFERENT;
    }
    return compare(wanted, value);
  }

  /** What a relation says of the name on its left; itself if there is no name. */
  private static Expression value(Expression relation) {
    boolean isMembership = relation.is(Kind.RELATION, "in") || relation.is(Kind.RELATION, "=mod");
    if (isMembership && isOfNames(relation.child(0))) {
      return relation.child(1);
    }
    if (!relation.is(Kind.RELATION, "=")) {
      return relation;
    }
    Expression left = relation.child(0);
    Expression right = relation.child(1);
    if (isOfNames(left)) {
      return right;
    }
    if (right.is(Kind.SYMBOL)) {
      return left;
    }
    // A calculation: 2 + 3 = 5.
    return hasSymbols(relation) ? relation : right;
  }

  /** A relation is wanted and none was given. */
  private Sameness ofReference(Expression wanted, Expression answer) {
    boolean isAssignment =
        (wanted.is(Kind.RELATION, "=") || wanted.is(Kind.RELATION, "in"))
            && isName(wanted.child(0));
    if (wanted.is(Kind.RELATION, "=mod") && answer.is(Kind.FUNCTION, "mod")) {
      return compare(wanted.child(1), answer);
    }
    if (isAssignment) {
      return answer.is(Kind.SET)
              && answer.children().stream().allMatch(AnswerComparison::isRelation)
          ? Sameness.DIFFERENT
          : values(wanted.child(1), answer);
    }
    if (wanted.is(Kind.RELATION, "=") && wanted.child(1).is(Kind.SYMBOL)) {
      return values(wanted.child(0), answer);
    }
    return sets(wanted, answer, true);
  }

  private Sameness equations(Expression wanted, Expression answer) {
    Expression left = wanted.child(0);
    Expression right = answer.child(0);
    boolean isNamed = isName(left) && isName(right);
    if (isNamed && NormalForm.of(left).equals(NormalForm.of(right))) {
      return compare(wanted.child(1), answer.child(1));
    }
    if (isNamed && (isLabel(left) || isLabel(right))) {
      return compare(wanted.child(1), answer.child(1));
    }
    if (isNamed && isFunctionName(left) && isFunctionName(right) && primes(left) == primes(right)) {
      Expression value = withArgumentsOf(left, right, answer.child(1));
      return value == null ? Sameness.DIFFERENT : compare(wanted.child(1), value);
    }
    if (isNamed && wanted.child(1).is(Kind.TUPLE) && answer.child(1).is(Kind.TUPLE)) {
      return Sameness.DIFFERENT; // two points
    }
    Expression name = SolvedForm.name(wanted);
    if (name != null && !SolvedForm.isCurve(wanted)) {
      Expression value = SolvedForm.value(answer, name);
      return value == null ? Sameness.DIFFERENT : compare(SolvedForm.value(wanted, name), value);
    }
    if (!isComputable(wanted) || !isComputable(answer)) {
      return wanted.child(0).is(Kind.TUPLE) && answer.child(0).is(Kind.TUPLE)
          ? Sameness.DIFFERENT
          : Sameness.UNDECIDED;
    }
    if (!hasSymbols(wanted) && !hasSymbols(answer)) {
      // Two calculations: what they end in.
      return compare(wanted.child(1), answer.child(1));
    }
    int proportion = leaves.proportion(difference(wanted), difference(answer));
    if (proportion == 2) {
      return Sameness.UNDECIDED;
    }
    return Sameness.of(proportion != 0);
  }

  private static boolean isComputable(Expression relation) {
    return relation.children().stream()
        .noneMatch(
            side ->
                side.is(Kind.TUPLE)
                    || side.is(Kind.SET)
                    || side.is(Kind.INTERVAL)
                    || side.is(Kind.MATRIX)
                    || side.is(Kind.TEXT)
                    || side.is(Kind.RATIO));
  }

  /** Words, or several letters that name a length or an angle. */
  private static boolean isLabel(Expression expression) {
    return expression.is(Kind.TEXT)
        || (expression.is(Kind.QUANTITY) && isLabel(expression.child(0)));
  }

  /** y and f(x) name the same thing; f(1) is a value. */
  private static boolean isFunctionName(Expression expression) {
    return (expression.is(Kind.SYMBOL) && expression.name().replace("'", "").equals("y"))
        || (expression.is(Kind.FUNCTION)
            && expression.name().startsWith("call ")
            && expression.children().stream().allMatch(argument -> argument.is(Kind.SYMBOL)));
  }

  /**
   * What is said of f(t) as said of f(x): a value with the argument of another call; null if it
   * holds that argument already.
   */
  private static Expression withArgumentsOf(Expression wanted, Expression given, Expression value) {
    if (!wanted.is(Kind.FUNCTION)
        || !given.is(Kind.FUNCTION)
        || wanted.children().size() != 1
        || given.children().size() != 1
        || wanted.child(0).name().equals(given.child(0).name())) {
      return value;
    }
    return contains(value, wanted.child(0).name())
        ? null
        : SolvedForm.renamed(value, given.child(0).name(), wanted.child(0));
  }

  private static long primes(Expression name) {
    return name.name().chars().filter(c -> c == '\'').count();
  }

  private static Expression difference(Expression relation) {
    return Expression.sum(List.of(relation.child(0), relation.child(1).negated()));
  }

  private Sameness inequalities(Expression wanted, Expression answer) {
    String operator = wanted.name();
    String other = answer.name();
    Expression first = difference(wanted);
    Expression second = difference(answer);
    boolean flips = operator.startsWith(">");
    boolean flipsOther = other.startsWith(">");
    String plain = flips ? operator.replace('>', '<') : operator;
    String plainOther = flipsOther ? other.replace('>', '<') : other;
    if (!plain.equals(plainOther)) {
      return Sameness.DIFFERENT;
    }
    if (!List.of("<", "<=", "!=").contains(plain)) {
      return pairwise(wanted.children(), answer.children());
    }
    int proportion = leaves.proportion(first, second);
    if (proportion == 2) {
      return Sameness.UNDECIDED;
    }
    if (SolvedForm.isBound(wanted) && !SolvedForm.isBound(answer)) {
      return Sameness.DIFFERENT;
    }
    if (plain.equals("!=")) {
      return Sameness.of(proportion != 0);
    }
    return Sameness.of(proportion == (flips == flipsOther ? 1 : -1));
  }

  // ---- values
  // ------------------------------------------------------------------------------------

  private Sameness values(Expression wanted, Expression answer) {
    if (isMeasured(wanted) || isMeasured(answer)) {
      return quantities(wanted, answer);
    }
    if (wanted.is(Kind.TUPLE) || answer.is(Kind.TUPLE)) {
      Expression first = Matrices.components(wanted, answer);
      Expression second = Matrices.components(answer, wanted);
      if (first != wanted || second != answer) {
        return compare(first, second);
      }
    }
    if (wanted.is(Kind.SET) && answer.is(Kind.SET)) {
      return listOrSet(wanted, answer);
    }
    if (wanted.is(Kind.MATRIX) || answer.is(Kind.MATRIX)) {
      return matrices(wanted, answer);
    }
    if (wanted.is(Kind.RATIO) || answer.is(Kind.RATIO)) {
      return ratios(wanted, answer);
    }
    if (isGluedUnit(answer) && !hasSymbols(wanted)) {
      return compare(wanted, answer.child(0));
    }
    boolean isList = wanted.is(Kind.SET) || wanted.is(Kind.TUPLE);
    boolean isAnswerList = answer.is(Kind.SET) || answer.is(Kind.TUPLE);
    if (isList && isAnswerList) {
      return ordered(wanted, answer);
    }
    if (isSetLike(wanted) || isSetLike(answer)) {
      return sets(wanted, answer, false);
    }
    Expression only = onlyItem(wanted);
    if (only != null) {
      return compare(only, answer);
    }
    only = onlyItem(answer);
    if (only != null) {
      return compare(wanted, only);
    }
    if (isList || isAnswerList) {
      return Sameness.DIFFERENT;
    }
    if (wanted.is(Kind.BASED)
        || answer.is(Kind.BASED)
        || wanted.is(Kind.NAMED_SET)
        || answer.is(Kind.NAMED_SET)) {
      return Sameness.DIFFERENT;
    }
    return leaves.compare(wanted, answer);
  }

  /** What a list says once, or several times in different forms; null if it says more. */
  private Expression onlyItem(Expression list) {
    if (!list.is(Kind.SET)
        || list.children().isEmpty()
        || list.children().size() > 3
        || list.child(0).is(Kind.SET, "{")) {
      return null;
    }
    boolean isWritten = list.children().stream().noneMatch(item -> isRelation(item));
    boolean isOne =
        list.children().size() == 1 || (isWritten && distinct(list.children()).size() == 1);
    return isOne ? list.child(0) : null;
  }

  private static boolean isSetLike(Expression expression) {
    return expression.is(Kind.INTERVAL)
        || expression.is(Kind.SET_OPERATION)
        || expression.is(Kind.NAMED_SET)
        || expression.is(Kind.FUNCTION, "setbuilder");
  }

  private static boolean isMeasured(Expression expression) {
    return expression.is(Kind.QUANTITY) || expression.is(Kind.PERCENT);
  }

  /** A number with a unit of one letter right behind it: 3400g. */
  private static boolean isGluedUnit(Expression expression) {
    return expression.is(Kind.PRODUCT)
        && expression.child(0).is(Kind.NUMBER)
        && (expression.children().size() == 2
            ? isUnitLetter(expression.child(1))
            : expression.children().stream().skip(1).allMatch(AnswerComparison::isUnitPower)
                && expression.children().stream()
                    .anyMatch(
                        part ->
                            part.is(Kind.POWER)
                                && part.child(1).is(Kind.NUMBER)
                                && part.child(1).value().signum() < 0));
  }

  private static boolean isUnitLetter(Expression expression) {
    return expression.is(Kind.SYMBOL) && Units.GLUED_LETTERS.contains(expression.name());
  }

  /** A unit of one letter with a whole power: s^{-1}. */
  private static boolean isUnitPower(Expression expression) {
    return isUnitLetter(expression)
        || (expression.is(Kind.POWER)
            && expression.child(1).isInteger()
            && isUnitPower(expression.child(0)));
  }

  private Sameness quantities(Expression wanted, Expression answer) {
    Expression angle = inRadians(wanted);
    Expression other = angle == null ? null : inRadians(answer);
    if (other != null && isDegrees(wanted) != isDegrees(answer)) {
      return leaves.compare(angle, other);
    }
    if (wanted.is(Kind.QUANTITY) && answer.children().size() > 2 && isGluedUnit(answer)) {
      return measures(wanted, inLetters(answer));
    }
    return measures(wanted, answer);
  }

  /** 5 m s^-1 as a quantity. */
  private static Expression inLetters(Expression product) {
    StringBuilder unit = new StringBuilder();
    for (Expression part : product.children().subList(1, product.children().size())) {
      boolean isPower = part.is(Kind.POWER);
      unit.append(unit.isEmpty() ? "" : " ").append(isPower ? part.child(0).name() : part.name());
      unit.append(isPower ? "^" + part.child(1).value() : "");
    }
    return Expression.of(Kind.QUANTITY, unit.toString(), product.child(0));
  }

  private static boolean isDegrees(Expression expression) {
    return expression.is(Kind.QUANTITY)
        && Units.named(expression.name()) != null
        && Units.named(expression.name()).dimension().startsWith("angle");
  }

  /** A constant angle in degrees, in radians or with pi in it, in radians; null for all else. */
  private static Expression inRadians(Expression expression) {
    if (hasSymbols(expression)) {
      return null;
    }
    if (isDegrees(expression)) {
      return Expression.product(
          expression.child(0), Expression.constant("pi"), Expression.number(180).inverse());
    }
    Units.Unit unit = expression.is(Kind.QUANTITY) ? Units.named(expression.name()) : null;
    if (unit != null) {
      return unit.dimension().startsWith("radian") ? expression.child(0) : null;
    }
    return isMultipleOfPi(expression) ? expression : null;
  }

  private static boolean isMultipleOfPi(Expression expression) {
    return expression.is(Kind.CONSTANT, "pi")
        || (expression.is(Kind.PRODUCT)
            && expression.children().stream().anyMatch(part -> part.is(Kind.CONSTANT, "pi")));
  }

  private Sameness measures(Expression wanted, Expression answer) {
    if (wanted.is(Kind.PERCENT) && answer.is(Kind.PERCENT)) {
      return compare(wanted.child(0), answer.child(0));
    }
    if (wanted.is(Kind.QUANTITY) && answer.is(Kind.QUANTITY)) {
      if (differInPower(wanted.name(), answer.name())) {
        return Sameness.DIFFERENT;
      }
      Units.Unit unit = Units.named(wanted.name());
      Units.Unit other = Units.named(answer.name());
      if (unit != null && other != null) {
        if (!unit.dimension().equals(other.dimension())) {
          return Units.areAlike(wanted.name(), answer.name())
              ? compare(wanted.child(0), answer.child(0))
              : Sameness.DIFFERENT;
        }
        if (!unit.equals(other)) {
          return compare(
              scaled(wanted.child(0), unit.scale()), scaled(answer.child(0), other.scale()));
        }
      }
      return compare(wanted.child(0), answer.child(0));
    }
    if (wanted.is(Kind.PERCENT)) {
      // The reference asks for percent, so the bare number means percent; the value is as good.
      Expression plain = answer.is(Kind.QUANTITY) ? answer.child(0) : answer;
      Sameness same = compare(wanted.child(0), plain);
      return same == Sameness.EQUAL ? same : leaves.compare(wanted, plain);
    }
    if (answer.is(Kind.PERCENT)) {
      Expression plain = wanted.is(Kind.QUANTITY) ? wanted.child(0) : wanted;
      Sameness same = leaves.compare(plain, answer);
      if (same == Sameness.EQUAL) {
        return same;
      }
      Rational number = NormalForm.constant(answer.child(0));
      boolean isLarge = number != null && number.compareTo(Rational.ONE) > 0;
      return isLarge ? compare(plain, answer.child(0)) : same;
    }
    if ((wanted.is(Kind.QUANTITY) && !hasSymbols(wanted) && hasSymbols(answer))
        || (answer.is(Kind.QUANTITY) && hasSymbols(wanted) && !hasSymbols(answer))) {
      return leaves.compare(withLetter(wanted), withLetter(answer));
    }
    return compare(
        wanted.is(Kind.QUANTITY) ? wanted.child(0) : wanted,
        answer.is(Kind.QUANTITY) ? answer.child(0) : answer);
  }

  /** "cm^2" and "cm^3". */
  private static boolean differInPower(String unit, String other) {
    int power = unit.indexOf('^');
    int otherPower = other.indexOf('^');
    return power > 0
        && otherPower > 0
        && unit.substring(0, power).equals(other.substring(0, otherPower))
        && !unit.substring(power).equals(other.substring(otherPower));
  }

  private static Expression scaled(Expression value, Rational scale) {
    return Expression.product(value, Expression.number(scale));
  }

  /** A quantity in one letter may be a product with a symbol. */
  private static Expression withLetter(Expression expression) {
    return expression.is(Kind.QUANTITY) && expression.name().length() == 1
        ? Expression.product(expression.child(0), Expression.symbol(expression.name()))
        : expression;
  }

  // ---- lists, tuples, sets
  // -----------------------------------------------------------------------

  private Sameness listOrSet(Expression wanted, Expression answer) {
    boolean wantsRelations = allRelations(wanted);
    boolean givesRelations = allRelations(answer);
    if (wantsRelations && !givesRelations) {
      Expression values = assignedValues(wanted);
      if (values != null) {
        return values(values, answer);
      }
    } else if (givesRelations && !wantsRelations) {
      Expression values = assignedValues(answer);
      if (values != null) {
        return values(wanted, values);
      }
    } else if (wantsRelations) {
      if (differInJoint(wanted, answer)) {
        return Sameness.DIFFERENT;
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
            ? values(values, others)
            : Sameness.DIFFERENT;
      }
      return sets(wanted, answer, true);
    }
    if (differInJoint(wanted, answer)) {
      return Sameness.DIFFERENT;
    }
    Sameness same =
        areCounted(wanted) && areCounted(answer)
            ? named(wanted, answer)
            : unordered(wanted.children(), answer.children());
    if (same == Sameness.DIFFERENT && hasSets(wanted)) {
      return sets(wanted, answer, false);
    }
    return same;
  }

  /** "and" and "or" are not the same between inequalities, words and values of several names. */
  private static boolean differInJoint(Expression wanted, Expression answer) {
    String joint = wanted.name();
    String other = answer.name();
    boolean areBoth =
        (joint.equals("or") && other.equals("and")) || (joint.equals("and") && other.equals("or"));
    boolean isOneOr = joint.equals("or") != other.equals("or");
    if (wanted.children().stream().allMatch(item -> item.is(Kind.TEXT))) {
      return isOneOr;
    }
    if (areNamed(wanted) && areNamed(answer)) {
      return isOneOr;
    }
    boolean areLetters = wanted.children().stream().allMatch(item -> item.is(Kind.SYMBOL));
    return areBoth && (bounds(wanted) || areLetters);
  }

  /** Whether a list gives values to names, not all the same one, or words to them. */
  private static boolean areNamed(Expression list) {
    Set<String> names = new HashSet<>();
    for (Expression item : list.children()) {
      if (!item.is(Kind.RELATION, "=") || !isName(item.child(0))) {
        return false;
      }
      names.add(unknown(item.child(0)));
    }
    return names.size() > 1;
  }

  /** Whether a list counts things of several kinds: 3 apples, 4 oranges. */
  private static boolean areCounted(Expression list) {
    return list.children().size() > 1
        && list.children().stream().allMatch(item -> item.is(Kind.QUANTITY))
        && list.children().stream().map(Expression::name).distinct().count() > 1
        && list.children().stream().anyMatch(item -> Units.named(item.name()) == null);
  }

  /** Items by their names where these are the same, else in writing order. */
  private Sameness named(Expression wanted, Expression answer) {
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
    boolean areSame =
        inOrder.size() == wanted.children().size()
            && inOrder.stream().map(AnswerComparison::nameOf).distinct().count() == inOrder.size();
    return pairwise(wanted.children(), areSame ? inOrder : answer.children());
  }

  private static String nameOf(Expression item) {
    if (item.is(Kind.QUANTITY)) {
      String noun = item.name();
      return noun.endsWith("s") ? noun.substring(0, noun.length() - 1) : noun;
    }
    return NormalForm.of(item.child(0));
  }

  private static boolean hasSets(Expression set) {
    return set.children().stream().anyMatch(item -> isSetLike(item) || isRelation(item));
  }

  private static boolean allRelations(Expression set) {
    return !set.children().isEmpty()
        && set.children().stream().allMatch(AnswerComparison::isRelation);
  }

  /** The values of assignments: a tuple if the names differ, else a set; null if not all are. */
  private static Expression assignedValues(Expression set) {
    List<Expression> values = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Expression item : set.children()) {
      if (!item.is(Kind.RELATION, "=") || !isName(item.child(0))) {
        return null;
      }
      names.add(unknown(item.child(0)));
      values.add(item.child(1));
    }
    return names.size() == values.size()
        ? Expression.of(Kind.TUPLE, "(", values)
        : Expression.of(Kind.SET, ",", values);
  }

  /** A name; of the roots of an equation, x_1 and x_2, without the subscript. */
  private static String unknown(Expression name) {
    String form = NormalForm.of(name);
    int subscript = form.indexOf('_');
    return subscript > 0 && ROOTS.contains(form.substring(0, subscript))
        ? form.substring(0, subscript)
        : form;
  }

  private Sameness ordered(Expression wanted, Expression answer) {
    Expression first = wanted;
    Expression second = answer;
    if (wanted.is(Kind.SET) && allRelations(wanted)) {
      first = assignedValues(wanted);
    }
    if (answer.is(Kind.SET) && allRelations(answer)) {
      second = assignedValues(answer);
    }
    if (first == null || second == null) {
      return Sameness.DIFFERENT;
    }
    if (first.is(Kind.SET) && first.children().size() == 1) {
      return compare(first.child(0), second);
    }
    if (second.is(Kind.SET) && second.children().size() == 1) {
      return compare(first, second.child(0));
    }
    return pairwise(first.children(), second.children());
  }

  private Sameness pairwise(List<Expression> wanted, List<Expression> answer) {
    if (wanted.size() != answer.size()) {
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

  /** Equal as sets: items that are equal count once, then each has its partner. */
  private Sameness unordered(List<Expression> wanted, List<Expression> answer) {
    if (wanted.size() > MOST_ITEMS || answer.size() > MOST_ITEMS) {
      throw new Budget.Exceeded("items");
    }
    List<Expression> left = distinct(wanted);
    List<Expression> right = distinct(answer);
    if (left.size() != right.size()) {
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
  private Sameness items(Expression wanted, Expression answer) {
    boolean isSet = wanted.is(Kind.SET, "{");
    return isSet != answer.is(Kind.SET, "{") && !isSetLike(wanted) && !isSetLike(answer)
        ? Sameness.DIFFERENT
        : compare(wanted, answer);
  }

  private List<Expression> distinct(List<Expression> items) {
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
  private static boolean hasMatching(Sameness[][] same, boolean withUndecided) {
    int[] rowOf = new int[same.length];
    java.util.Arrays.fill(rowOf, -1);
    for (int row = 0; row < same.length; row++) {
      if (!augment(same, row, new boolean[same.length], rowOf, withUndecided)) {
        return false;
      }
    }
    return true;
  }

  private static boolean augment(
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

  /**
   * As sets of real numbers. A reference relation may be answered by its solution set; a reference
   * set may not be answered by a relation, which could be the problem itself.
   *
   * @param isRelation whether the reference is a relation or a list of them
   */
  private Sameness sets(Expression wanted, Expression answer, boolean isRelation) {
    boolean givesRelation = isRelation(answer) || (answer.is(Kind.SET) && allRelations(answer));
    if (!isRelation && givesRelation) {
      boolean isInterval = isSetLike(wanted) || isInterval(wanted) || wanted.is(Kind.SET);
      RealSet interval =
          isInterval && bounds(answer) ? new RealSetReader(true, budget).read(wanted) : null;
      RealSet solution = interval == null ? null : new RealSetReader(false, budget).read(answer);
      return Sameness.of(solution != null && solution.sameAs(interval));
    }
    if (isRelation && givesRelation) {
      String symbol = RealSetReader.symbol(wanted);
      if (symbol == null || !symbol.equals(RealSetReader.symbol(answer))) {
        return wanted.is(Kind.CHAIN) && answer.is(Kind.CHAIN)
            ? chains(wanted, answer)
            : Sameness.DIFFERENT;
      }
    }
    boolean isTupleOnly = wanted.is(Kind.TUPLE) && answer.is(Kind.TUPLE);
    RealSet first = isTupleOnly ? null : new RealSetReader(true, budget).read(wanted);
    RealSet second = first == null ? null : new RealSetReader(false, budget).read(answer);
    Expression wantedModulus = withModulusNamed(wanted);
    if (first != null && second != null && (wantedModulus == wanted || first.sameAs(second))) {
      return Sameness.of(first.sameAs(second));
    }
    if (wantedModulus != wanted) {
      // The modulus of a number that need not be real.
      return sets(wantedModulus, withModulusNamed(answer), isRelation);
    }
    if (wanted.is(Kind.CHAIN) && answer.is(Kind.CHAIN)) {
      return chains(wanted, answer);
    }
    return symbolicSets(wanted, answer);
  }

  /** Whether there are inequalities in a relation or a list of them, and nothing but bounds. */
  private static boolean bounds(Expression answer) {
    return answer.is(Kind.SET)
        ? answer.children().stream().allMatch(item -> bounds(item))
        : isRelation(answer)
            && (answer.name().indexOf('<') + answer.name().indexOf('>') > -2
                || (answer.name().equals("!=") && answer.child(0).is(Kind.SYMBOL)));
  }

  /** With a name in the place of every |z|; the expression itself if it has none. */
  private static Expression withModulusNamed(Expression expression) {
    if (expression.is(Kind.FUNCTION, "abs") && expression.child(0).is(Kind.SYMBOL)) {
      return Expression.symbol("|" + expression.child(0).name() + "|");
    }
    List<Expression> children = new ArrayList<>();
    boolean isChanged = false;
    for (Expression child : expression.children()) {
      Expression named = withModulusNamed(child);
      isChanged |= named != child;
      children.add(named);
    }
    return isChanged ? expression.with(children) : expression;
  }

  /** Intervals with symbols at their ends, unions of them in any order. */
  private Sameness symbolicSets(Expression wanted, Expression answer) {
    if (isInterval(wanted) && isInterval(answer)) {
      return brackets(wanted).equals(brackets(answer))
          ? pairwise(wanted.children(), answer.children())
          : Sameness.DIFFERENT;
    }
    if (wanted.is(Kind.SET_OPERATION)
        && answer.is(Kind.SET_OPERATION)
        && wanted.name().equals(answer.name())) {
      Sameness same = pairwise(wanted.children(), answer.children());
      return same != Sameness.DIFFERENT || wanted.name().equals("setminus")
          ? same
          : pairwise(wanted.children(), List.of(answer.child(1), answer.child(0)));
    }
    if (wanted.is(Kind.FUNCTION, "setbuilder") && answer.is(Kind.FUNCTION, "setbuilder")) {
      return pairwise(wanted.children(), answer.children());
    }
    return Sameness.DIFFERENT;
  }

  private static boolean isInterval(Expression expression) {
    return expression.is(Kind.INTERVAL)
        || (expression.is(Kind.TUPLE, "(") && expression.children().size() == 2);
  }

  private static String brackets(Expression interval) {
    return interval.is(Kind.TUPLE) ? "()" : interval.name();
  }

  /** a < b < c, or the same from behind. */
  private Sameness chains(Expression wanted, Expression answer) {
    String[] operators = wanted.name().split(" ");
    String[] others = answer.name().split(" ");
    if (operators.length != others.length) {
      return Sameness.DIFFERENT;
    }
    List<Expression> children = new ArrayList<>(answer.children());
    boolean isSame = wanted.name().equals(answer.name());
    if (!isSame) {
      java.util.Collections.reverse(children);
      for (int i = 0; i < others.length; i++) {
        String mirrored = others[others.length - 1 - i];
        mirrored =
            mirrored.startsWith("<") ? mirrored.replace('<', '>') : mirrored.replace('>', '<');
        if (!mirrored.equals(operators[i])) {
          return Sameness.DIFFERENT;
        }
      }
    }
    return pairwise(wanted.children(), children);
  }

  // ---- matrices and ratios
  // -----------------------------------------------------------------------

  private Sameness matrices(Expression wanted, Expression answer) {
    Expression first = wanted.is(Kind.MATRIX) ? wanted : asColumn(wanted);
    Expression second = answer.is(Kind.MATRIX) ? answer : asColumn(answer);
    if (first == null || second == null) {
      Expression left = Matrices.evaluated(wanted);
      Expression right = Matrices.evaluated(answer);
      boolean isChanged = left != wanted || right != answer;
      return isChanged ? compare(left, right) : Sameness.DIFFERENT;
    }
    Sameness same = pairwise(first.children(), second.children());
    boolean isVector = !wanted.is(Kind.MATRIX) || !answer.is(Kind.MATRIX);
    return same == Sameness.EQUAL || !isVector ? same : pairwise(flat(first), flat(second));
  }

  private static Expression asColumn(Expression expression) {
    if (!expression.is(Kind.TUPLE) && !expression.is(Kind.INTERVAL, "[]")) {
      return null;
    }
    if (expression.children().stream()
        .allMatch(row -> row.is(Kind.TUPLE) || row.is(Kind.INTERVAL))) {
      return Expression.of(
          Kind.MATRIX,
          null,
          expression.children().stream()
              .map(row -> Expression.of(Kind.TUPLE, "(", row.children()))
              .toList());
    }
    return Expression.of(
        Kind.MATRIX,
        null,
        expression.children().stream().map(item -> Expression.of(Kind.TUPLE, "(", item)).toList());
  }

  /** The entries of a row or a column; of other matrices the rows. */
  private static List<Expression> flat(Expression matrix) {
    boolean isRow = matrix.children().size() == 1;
    boolean isColumn = matrix.children().stream().allMatch(row -> row.children().size() == 1);
    if (isRow) {
      return matrix.child(0).children();
    }
    return isColumn
        ? matrix.children().stream().map(row -> row.child(0)).toList()
        : matrix.children();
  }

  private Sameness ratios(Expression wanted, Expression answer) {
    if (wanted.is(Kind.RATIO) && answer.is(Kind.RATIO)) {
      if (wanted.children().size() != answer.children().size()) {
        return Sameness.DIFFERENT;
      }
      Sameness same = pairwise(wanted.children(), answer.children());
      if (same == Sameness.EQUAL) {
        return same;
      }
      // 12:30 and 2:5 are no proportion of each other if one may be a time; zero is never a part.
      for (int i = 1; i < wanted.children().size(); i++) {
        Expression left = Expression.product(wanted.child(0), answer.child(i));
        Expression right = Expression.product(answer.child(0), wanted.child(i));
        boolean isZero =
            NormalForm.of(wanted.child(i)).equals("0")
                || NormalForm.of(answer.child(i)).equals("0");
        Sameness part = isZero ? Sameness.DIFFERENT : leaves.compare(left, right);
        if (part != Sameness.EQUAL) {
          return part;
        }
      }
      return Sameness.EQUAL;
    }
    Expression ratio = wanted.is(Kind.RATIO) ? wanted : answer;
    if (ratio.children().size() != 2 || NormalForm.of(ratio.child(1)).equals("0")) {
      return Sameness.DIFFERENT;
    }
    Expression quotient = Expression.product(ratio.child(0), ratio.child(1).inverse());
    return wanted.is(Kind.RATIO) ? compare(quotient, answer) : compare(wanted, quotient);
  }
}

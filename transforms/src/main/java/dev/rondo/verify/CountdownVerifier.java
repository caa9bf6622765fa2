// Judges expressions that reach a number with others.
package dev.rondo.verify;

import dev.rondo.schema.Outcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges expressions in a box that reach a target with given numbers, each used exactly once, by
 * {@code + - * /} and brackets, evaluated exactly. The reference answer says target and numbers:
 * {@code 19 from 8 3 5}. As in {@link ArithmeticVerifier} the response holds exactly one box and
 * ends with it.
 *
 * <p>Reasons: {@code equal} (CORRECT); {@code different}, {@code other-numbers}, {@code no-answer},
 * {@code unreadable-answer}, {@code several-answers}, {@code text-after-answer} (INCORRECT); {@code
 * unreadable-reference} (UNKNOWN).
 */
public final class CountdownVerifier implements Verifier {
  /** Bounds the cost of an evaluation. */
  private static final int MOST_CHARACTERS = 500;

  private static final Pattern REFERENCE =
      Pattern.compile("(-?[0-9]{1,9}) from ([0-9]{1,9}(?: [0-9]{1,9}){0,11})");

  @Override
  public String name() {
    return "countdown";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String answer, String responseText) {
    Matcher reference = REFERENCE.matcher(answer == null ? "" : answer.strip());
    if (!reference.matches()) {
      return new Verdict(Outcome.UNKNOWN, "unreadable-reference", null);
    }
    BoxedAnswer box = BoxedAnswer.in(responseText);
    if (box.boxes() == 0) {
      return new Verdict(Outcome.INCORRECT, "no-answer", null);
    }
    String extracted = box.content() == null ? null : box.content().strip();
    Expression expression = extracted == null ? null : Expression.parse(extracted);
    if (expression == null) {
      return new Verdict(Outcome.INCORRECT, "unreadable-answer", extracted);
    }
    if (box.boxes() > 1) {
      return new Verdict(Outcome.INCORRECT, "several-answers", extracted);
    }
    if (!box.isAtEnd()) {
      return new Verdict(Outcome.INCORRECT, "text-after-answer", extracted);
    }
    List<Integer> given = new ArrayList<>();
    for (String number : reference.group(2).split(" ")) {
      given.add(Integer.valueOf(number));
    }
    Collections.sort(given);
    Collections.sort(expression.numbers);
    if (!given.equals(expression.numbers)) {
      return new Verdict(Outcome.INCORRECT, "other-numbers", extracted);
    }
    return expression.isEqualTo(new BigInteger(reference.group(1)))
        ? new Verdict(Outcome.CORRECT, "equal", extracted)
        : new Verdict(Outcome.INCORRECT, "different", extracted);
  }

  @Override
  public Optional<String> checkReference(String answer) {
    return answer != null && REFERENCE.matcher(answer.strip()).matches()
        ? Optional.empty()
        : Optional.of(
            "Cannot compare with reference answer: "
                + answer
                + " (allowed: a target and 1 to 12 numbers, such as 19 from 8 3 5)");
  }

  /** A fraction; a denominator of 0 says that something was divided by 0. */
  private record Fraction(BigInteger numerator, BigInteger denominator) {
    Fraction apply(char operator, Fraction other) {
      BigInteger crossed = numerator.multiply(other.denominator);
      BigInteger otherCrossed = other.numerator.multiply(denominator);
      BigInteger both = denominator.multiply(other.denominator);
      return switch (operator) {
        case '+' -> new Fraction(crossed.add(otherCrossed), both);
        case '-' -> new Fraction(crossed.subtract(otherCrossed), both);
        case '*' -> new Fraction(numerator.multiply(other.numerator), both);
        default ->
            other.denominator.signum() == 0
                ? other
                : new Fraction(crossed, denominator.multiply(other.numerator));
      };
    }
  }

  /** Reads {@code sum = product (+|- product)*} and so on, with one look ahead. */
  private static final class Expression {
    private static final Pattern PARTED_NUMBER = Pattern.compile("[0-9]\\s+[0-9]");
    private static final int MOST_DEPTH = 50;
    private static final int MOST_DIGITS = 9;

    private final String text;
    private final List<Integer> numbers = new ArrayList<>();
    private int at;
    private Fraction value;

    private Expression(String text) {
      this.text = text;
    }

    /** The expression of a text, or null if it is none. */
    static Expression parse(String text) {
      if (text.length() > MOST_CHARACTERS || PARTED_NUMBER.matcher(text).find()) {
        return null;
      }
      String plain =
          text.replaceAll("\\\\times|\\\\cdot|\u00d7", "*")
              .replaceAll("\\\\div|\u00f7", "/")
              .replaceAll("\\s+", "");
      Expression expression = new Expression(plain);
      expression.value = expression.sum(0);
      return expression.value == null || expression.at < plain.length() ? null : expression;
    }

    boolean isEqualTo(BigInteger target) {
      return value.denominator.signum() != 0
          && value.numerator.equals(target.multiply(value.denominator));
    }

    private Fraction sum(int depth) {
      Fraction left = product(depth);
      while (left != null && (next() == '+' || next() == '-')) {
        char operator = text.charAt(at++);
        Fraction right = product(depth);
        left = right == null ? null : left.apply(operator, right);
      }
      return left;
    }

    private Fraction product(int depth) {
      Fraction left = factor(depth);
      while (left != null && (next() == '*' || next() == '/')) {
        char operator = text.charAt(at++);
        Fraction right = factor(depth);
        left = right == null ? null : left.apply(operator, right);
      }
      return left;
    }

    private Fraction factor(int depth) {
      if (next() == '(' && depth < MOST_DEPTH) {
        at++;
        Fraction inside = sum(depth + 1);
        if (inside == null || next() != ')') {
          return null;
        }
        at++;
        return inside;
      }
      int start = at;
      while (next() >= '0' && next() <= '9') {
        at++;
      }
      if (at == start || at - start > MOST_DIGITS) {
        return null;
      }
      int number = Integer.parseInt(text.substring(start, at));
      numbers.add(number);
      return new Fraction(BigInteger.valueOf(number), BigInteger.ONE);
    }

    private char next() {
      return at < text.length() ? text.charAt(at) : 0;
    }
  }
}

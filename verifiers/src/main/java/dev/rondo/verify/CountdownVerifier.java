package dev.rondo.verify;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges ways to reach a target with given numbers. The reference answer is numbers and target,
 * such as {@code 3,5,8=19}; the answer is an expression such as {@code (3*8)-5}, and every one is
 * right that uses each of the numbers exactly once and has the target as its value.
 *
 * <p>Expressions have whole numbers, {@code + - * /}, parentheses and blanks, the usual precedence,
 * and no signs; they are evaluated exactly, as fractions. Reasons: those of {@link
 * StrictBoxVerifier}, and {@code other-numbers}, {@code division-by-zero}, {@code different}
 * (INCORRECT).
 */
public final class CountdownVerifier extends StrictBoxVerifier {
  private static final int MOST_NUMBERS = 20;
  private static final int MOST_CHARACTERS = 1000;
  private static final String NUMBER = "[0-9]{1,9}";
  private static final Pattern REFERENCE =
      Pattern.compile(NUMBER + "(," + NUMBER + "){0," + (MOST_NUMBERS - 1) + "}=" + NUMBER);
  private static final int DEEPEST = 100;

  @Override
  public String name() {
    return "countdown";
  }

  @Override
  String judge(String answer, String extracted) {
    if (extracted.length() > MOST_CHARACTERS) {
      return UNREADABLE;
    }
    Expression expression = new Expression(extracted);
    Fraction value = expression.read();
    if (value == null) {
      return UNREADABLE;
    }
    int equals = answer.indexOf('=');
    List<Integer> wanted = new ArrayList<>();
    for (String number : answer.substring(0, equals).split(",")) {
      wanted.add(Integer.valueOf(number));
    }
    Collections.sort(wanted);
    Collections.sort(expression.numbers);
    if (!expression.numbers.equals(wanted)) {
      return "other-numbers";
    }
    if (value.denominator.signum() == 0) {
      return "division-by-zero";
    }
    BigInteger target = new BigInteger(answer.substring(equals + 1));
    return value.numerator.equals(target.multiply(value.denominator)) ? EQUAL : DIFFERENT;
  }

  /** Not reduced; denominator 0 stands for a division by zero, whatever follows. */
  private record Fraction(BigInteger numerator, BigInteger denominator) {

    Fraction apply(char operator, Fraction other) {
      BigInteger bottom = denominator.multiply(other.denominator);
      return switch (operator) {
        case '+', '-' -> {
          BigInteger left = numerator.multiply(other.denominator);
          BigInteger right = other.numerator.multiply(denominator);
          yield new Fraction(operator == '+' ? left.add(right) : left.subtract(right), bottom);
        }
        case '*' -> new Fraction(numerator.multiply(other.numerator), bottom);
        default ->
            // Dividing by 1/0 must not make it finite.
            new Fraction(
                numerator.multiply(other.denominator),
                bottom.signum() == 0 ? BigInteger.ZERO : denominator.multiply(other.numerator));
      };
    }
  }

  /** Recursive descent over one text; null from any method: not an expression. */
  private static final class Expression {
    /** Stands behind the text; no expression has it inside. */
    private static final char END = '$';

    private final String text;
    private final List<Integer> numbers = new ArrayList<>();
    private int at;
    private int depth;

    Expression(String text) {
      this.text = text;
    }

    Fraction read() {
      Fraction value = sum();
      return next() == END && at == text.length() ? value : null;
    }

    private Fraction sum() {
      Fraction value = product();
      while (value != null && (next() == '+' || next() == '-')) {
        char operator = text.charAt(at++);
        Fraction other = product();
        value = other == null ? null : value.apply(operator, other);
      }
      return value;
    }

    private Fraction product() {
      Fraction value = atom();
      while (value != null && (next() == '*' || next() == '/')) {
        char operator = text.charAt(at++);
        Fraction other = atom();
        value = other == null ? null : value.apply(operator, other);
      }
      return value;
    }

    private Fraction atom() {
      if (next() == '(') {
        at++;
        Fraction value = ++depth > DEEPEST ? null : sum();
        depth--;
        if (value == null || next() != ')') {
          return null;
        }
        at++;
        return value;
      }
      int from = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == from || at - from > 9 || numbers.size() == MOST_NUMBERS) {
        return null;
      }
      numbers.add(Integer.valueOf(text.substring(from, at)));
      return new Fraction(new BigInteger(text.substring(from, at)), BigInteger.ONE);
    }

    /** The next character that is no blank. */
    private char next() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
      return at < text.length() ? text.charAt(at) : END;
    }
  }

  @Override
  public Optional<String> checkReference(String answer) {
    return answer != null && REFERENCE.matcher(answer.strip()).matches()
        ? Optional.empty()
        : Optional.of(
            "Cannot compare with reference answer: "
                + answer
                + " (allowed: at most "
                + MOST_NUMBERS
                + " numbers and a target, such as 3,5,8=19)");
  }
}

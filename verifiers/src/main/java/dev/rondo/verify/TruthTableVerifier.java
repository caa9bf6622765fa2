package dev.rondo.verify;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges the truth table of a formula in the variables a and b. The reference answer is the
 * formula, such as {@code a&!b>b}, evaluated from left to right without precedence; the answer is
 * its four truth values, 0 or 1, where (a, b) is 00, 01, 10, 11, such as {@code 1101}.
 *
 * <p>Connectives: {@code &} and, {@code |} or, {@code ^} either or, {@code >} implies, {@code <} is
 * implied by, {@code ~} is equivalent to; {@code !} negates a variable. Reasons: those of {@link
 * StrictBoxVerifier}, and {@code different} (INCORRECT).
 */
public final class TruthTableVerifier extends StrictBoxVerifier {
  private static final int MOST_OPERANDS = 100;
  private static final Pattern FORMULA =
      Pattern.compile("!?[ab]([&|^><~]!?[ab]){0," + (MOST_OPERANDS - 1) + "}");
  private static final Pattern TABLE = Pattern.compile("[01]{4}");

  @Override
  public String name() {
    return "truth-table";
  }

  @Override
  String judge(String answer, String extracted) {
    if (!TABLE.matcher(extracted).matches()) {
      return UNREADABLE;
    }
    for (int row = 0; row < 4; row++) {
      if (evaluate(answer, row >= 2, row % 2 == 1) != (extracted.charAt(row) == '1')) {
        return DIFFERENT;
      }
    }
    return EQUAL;
  }

  private static boolean evaluate(String formula, boolean a, boolean b) {
    boolean value = false;
    boolean isNegated = false;
    char connective = '|';
    for (int i = 0; i < formula.length(); i++) {
      char c = formula.charAt(i);
      if (c == '!') {
        isNegated = true;
      } else if (c == 'a' || c == 'b') {
        value = combine(value, connective, (c == 'a' ? a : b) != isNegated);
        isNegated = false;
      } else {
        connective = c;
      }
    }
    return value;
  }

  private static boolean combine(boolean left, char connective, boolean right) {
    return switch (connective) {
      case '&' -> left & right;
      case '|' -> left | right;
      case '^' -> left ^ right;
      case '>' -> !left | right;
      case '<' -> left | !right;
      default -> left == right;
    };
  }

  @Override
  public Optional<String> checkReference(String answer) {
    return answer != null && FORMULA.matcher(answer.strip()).matches()
        ? Optional.empty()
        : Optional.of(
            "Cannot compare with reference answer: "
                + answer
                + " (allowed: a formula of at most "
                + MOST_OPERANDS
                + " times a, b, !a or !b, joined by &, |, ^, >, < or ~)");
  }
}

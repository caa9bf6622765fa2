package dev.rondo.task;

import dev.rondo.dataset.ProblemIds;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Long multiplication by one digit, worked from the right with carries:
 *
 * <pre>{@code
 * 785*6=   ->   5*6=30;8*6+3=51;7*6+5=47;\boxed{4710}
 * }</pre>
 *
 * <p>The first factor has a given number of digits, the first of them not 0; the second is 2 .. 9.
 * Each step is digit times factor plus carry; its last digit is the next digit of the answer from
 * the right, the rest is carried on.
 */
public final class MultiplicationTask implements TaskGenerator {
  private static final int MOST_DIGITS = 6;
  private static final int SMALLEST_FACTOR = 2;
  private static final int FACTORS = 8;
  private static final String BOX = "\\boxed{";
  private static final Pattern WELL_FORMED =
      Pattern.compile("([0-9]\\*[0-9](\\+[0-9])?=[0-9]{1,2};)+\\\\boxed\\{[0-9]+\\}");

  private final int firstDigits;
  private final long smallestFirst;

  /**
   * @param firstDigits digits of the first factor, 1 to 6
   */
  public MultiplicationTask(int firstDigits) {
    if (firstDigits < 1 || firstDigits > MOST_DIGITS) {
      throw new InvalidInputException(
          "Cannot make multiplications of size: "
              + firstDigits
              + " (allowed: 1 to "
              + MOST_DIGITS
              + " digits)");
    }
    this.firstDigits = firstDigits;
    this.smallestFirst = Math.round(Math.pow(10, firstDigits - 1));
  }

  @Override
  public String source() {
    return String.format(Locale.ROOT, "multiplication-%dx1", firstDigits);
  }

  @Override
  public String verifier() {
    return "arithmetic";
  }

  @Override
  public long problemCount() {
    return 9 * smallestFirst * FACTORS;
  }

  @Override
  public Problem problem(long seed, long index) {
    long value = new SeededPermutation(problemCount(), seed).at(index);
    long first = smallestFirst + value / FACTORS;
    int second = SMALLEST_FACTOR + (int) (value % FACTORS);
    String prompt = first + "*" + second + "=";
    String answer = Long.toString(first * second);
    return Problem.newBuilder()
        .setProblemId(ProblemIds.of(source(), prompt, answer))
        .setPrompt(prompt)
        .setAnswer(answer)
        .setVerifier(verifier())
        .setSource(source())
        .setSolution(solution(first, second))
        .build();
  }

  @Override
  public List<String> alphabet() {
    return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "+", "=", ";", BOX, "}");
  }

  @Override
  public int longestPromptTokens() {
    return firstDigits + "*6=".length();
  }

  @Override
  public int longestSolutionTokens() {
    int firstStep = "5*6=30;".length();
    int laterStep = "8*6+3=51;".length();
    int answer = 1 + (firstDigits + 1) + 1; // box, digits, brace
    return firstStep + (firstDigits - 1) * laterStep + answer;
  }

  @Override
  public boolean isWellFormed(String responseText) {
    return WELL_FORMED.matcher(responseText).matches();
  }

  /** The worked solution; after the rightmost digit every step names its carry, also if it is 0. */
  private static String solution(long first, int second) {
    StringBuilder steps = new StringBuilder();
    long carry = 0;
    for (long rest = first; rest > 0; rest /= 10) {
      long digit = rest % 10;
      long value = digit * second + carry;
      steps.append(digit).append('*').append(second);
      if (rest != first) {
        steps.append('+').append(carry);
      }
      steps.append('=').append(value).append(';');
      carry = value / 10;
    }
    return steps.append(BOX).append(first * second).append('}').toString();
  }
}

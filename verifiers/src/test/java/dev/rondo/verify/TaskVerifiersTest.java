package dev.rondo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Outcome;
import dev.rondo.schema.Property;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verifiers of the generated tasks: any right answer, and nothing else. */
class TaskVerifiersTest {
  private static final String[] NAMES = {
    "base-number", "countdown", "linear-equation", "truth-table", "word-order"
  };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "countdown | 3,5,8=19 | 3*8=24;\\boxed{(3*8)-5}  | equal",
        "countdown | 3,5,8=19 | \\boxed{3*8-5}           | equal",
        "countdown | 3,5,8=19 | \\boxed{ 8 * 3 - ( 5 ) } | equal",
        "countdown | 1,1,5=5  | \\boxed{1/1*5}           | equal",
        "countdown | 3,3,8,8=24 | \\boxed{8/(3-8/3)}     | equal",
        "countdown | 1,3,4,6=24 | \\boxed{6/(1-3/4)}     | equal",
        "countdown | 2,3,4=9  | \\boxed{2-3+4}           | different",
        "countdown | 2,3=9    | \\boxed{2+3*4}           | other-numbers",
        "countdown | 2,3=5    | \\boxed{2+3+0}           | other-numbers",
        "countdown | 2,2,3=5  | \\boxed{2+3}             | other-numbers",
        "countdown | 2,3=23   | \\boxed{23}              | other-numbers",
        "countdown | 2,3,3=2  | \\boxed{2/(3-3)}         | division-by-zero",
        "countdown | 1,2,3,3=1 | \\boxed{1/(2/(3-3))}    | division-by-zero",
        "countdown | 0,3,3=0  | \\boxed{0*(3/0)}         | other-numbers",
        "countdown | 0,0,3=0  | \\boxed{0*(3/0)}         | division-by-zero",
        "countdown | 2,3=5    | \\boxed{2+3=5}           | unreadable-answer",
        "countdown | 2,3=5    | \\boxed{+2+3}            | unreadable-answer",
        "countdown | 2,3=1    | \\boxed{-2+3}            | unreadable-answer",
        "countdown | 2,3=6    | \\boxed{2(3)}            | unreadable-answer",
        "countdown | 2,3=5    | \\boxed{(2+3}            | unreadable-answer",
        "countdown | 2,3=5    | \\boxed{2+3)}            | unreadable-answer",
        "countdown | 2,3=5    | \\boxed{2+3$}            | unreadable-answer",
        "countdown | 2,3=5    | \\boxed{2+}              | unreadable-answer",
        "countdown | 2,3=5    | \\boxed{}                | unreadable-answer",
        "countdown | 2,3=5    | \\boxed{2 +3             | unreadable-answer",
        "countdown | 2,3=5    | 2+3                      | no-answer",
        "countdown | 2,3=5    | \\boxed{2+3}\\boxed{2+3} | several-answers",
        "countdown | 2,3=5    | \\boxed{2+3};            | text-after-answer",
        "linear-equation | 3x+4=19   | \\boxed{5}        | equal",
        "linear-equation | 3x+4=19   | \\boxed{x=5}      | equal",
        "linear-equation | 3x+4=19   | \\boxed{10/2}     | equal",
        "linear-equation | 2x=-3     | \\boxed{-3/2}     | equal",
        "linear-equation | 2x=-3     | \\boxed{-6/4}     | equal",
        "linear-equation | -x+2-x=3x+7 | \\boxed{-1}     | equal",
        "linear-equation | 3x+4=19   | \\boxed{6}        | different",
        "linear-equation | 3x+4=19   | \\boxed{-5}       | different",
        "linear-equation | 3x+4=19   | \\boxed{5/0}      | unreadable-answer",
        "linear-equation | 3x+4=19   | \\boxed{5.0}      | unreadable-answer",
        "linear-equation | 3x+4=19   | \\boxed{y=5}      | unreadable-answer",
        "linear-equation | 3x+4=19   | \\boxed{3x=15}    | unreadable-answer",
        "linear-equation | 3x+4=19   | \\boxed{5},\\boxed{6} | several-answers",
        "base-number | 101111_2 | \\boxed{101111}        | equal",
        "base-number | 101111_2 | \\boxed{00101111}      | equal",
        "base-number | 101111_2 | \\boxed{101111_2}      | equal",
        "base-number | 2f_16    | \\boxed{2F}            | equal",
        "base-number | -11_2    | \\boxed{-011}          | equal",
        "base-number | 101111_2 | \\boxed{101110}        | different",
        "base-number | 101111_2 | \\boxed{47_10}         | other-base",
        "base-number | 101111_2 | \\boxed{47}            | unreadable-answer",
        "base-number | 101111_2 | \\boxed{1011 11}       | unreadable-answer",
        "base-number | 101111_2 | \\boxed{_2}            | unreadable-answer",
        "word-order | dog cat ant cat | \\boxed{ant cat cat dog}  | equal",
        "word-order | dog do         | \\boxed{do dog}   | equal",
        "word-order | dog cat ant    | \\boxed{ant dog cat} | not-in-order",
        "word-order | dog cat ant    | \\boxed{ant cat}  | other-words",
        "word-order | dog cat ant    | \\boxed{ant cat cat dog} | other-words",
        "word-order | dog cat ant    | \\boxed{ant,cat,dog} | unreadable-answer",
        "word-order | dog cat ant    | \\boxed{Ant cat dog} | unreadable-answer",
        "word-order | dog cat ant    | \\boxed{ant  cat dog} | unreadable-answer",
        "word-order | dog cat ant    | \\boxed{}          | unreadable-answer",
        "truth-table | a&!b>b | \\boxed{1101}            | equal",
        "truth-table | a      | \\boxed{0011}            | equal",
        "truth-table | 'a|b&a' | \\boxed{0011}            | equal",
        "truth-table | a&b    | \\boxed{0111}            | different",
        "truth-table | a&b    | \\boxed{001}             | unreadable-answer",
        "truth-table | a&b    | \\boxed{00010}           | unreadable-answer",
        "truth-table | a&b    | \\boxed{FFFT}            | unreadable-answer",
      })
  void judges(String name, String answer, String response, String reason) {
    Verdict verdict = Verifiers.named(name).verify(answer, response);

    assertThat(verdict.reason()).isEqualTo(reason);
    assertThat(verdict.outcome())
        .isEqualTo(reason.equals("equal") ? Outcome.CORRECT : Outcome.INCORRECT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '/',
      value = {
        "countdown / 3,5,8",
        "countdown / =19",
        "countdown / 3,,8=19",
        "countdown / 3,-5=19",
        "countdown / 1000000000=1",
        "linear-equation / 3x+4",
        "linear-equation / 3x=3x+1",
        "linear-equation / x=x",
        "linear-equation / 3y=1",
        "linear-equation / 3x4=1",
        "linear-equation / x*x=1",
        "linear-equation / =x",
        "linear-equation / x=1=1",
        "base-number / 101",
        "base-number / 102_2",
        "base-number / 1_1",
        "base-number / 1_37",
        "base-number / _2",
        "base-number / 1-1_2",
        "word-order / a  b",
        "word-order / Ab c",
        "word-order / a1",
        "truth-table / a&",
        "truth-table / a&c",
        "truth-table / !!a",
        "truth-table / (a)",
        "truth-table / 1101",
        "word-order / ''",
        "countdown / ''"
      })
  void aReferenceThatCannotBeReadIsRefusedAndGivesNoReward(String name, String answer) {
    Verifier verifier = Verifiers.named(name);

    assertThat(verifier.checkReference(answer))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("Cannot compare with reference answer: " + answer + " (allowed: "));
    assertThat(verifier.verify(answer, "\\boxed{1}"))
        .isEqualTo(new Verdict(Outcome.UNKNOWN, "unreadable-reference", null));
    assertThat(verifier.checkReference(null)).isPresent();
  }

  // ---- countdown: every expression over the numbers, valued by the way it was made

  /** An expression and its value as numerator and denominator; denominator 0: none. */
  private record Made(String text, long numerator, long denominator) {}

  @Test
  void everyExpressionOverTheNumbersIsRightForItsValueAndForNoOther() {
    Map<String, Integer> seen = new TreeMap<>();
    for (int[] numbers : new int[][] {{2, 3, 4}, {1, 1, 9}, {6, 6, 7}, {1, 2, 3, 4}}) {
      List<Made> leaves = new ArrayList<>();
      for (int number : numbers) {
        leaves.add(new Made(Integer.toString(number), number, 1));
      }
      String given = Arrays.toString(numbers).replaceAll("[\\[\\] ]", "");
      CountdownVerifier verifier = new CountdownVerifier();
      for (Made made : combine(leaves)) {
        for (int target : new int[] {1, 6, 24}) {
          String reason =
              verifier.verify(given + "=" + target, "\\boxed{" + made.text + "}").reason();
          String expected =
              made.denominator == 0
                  ? "division-by-zero"
                  : made.numerator == target * made.denominator ? "equal" : "different";
          assertThat(reason).as(made.text + " " + target).isEqualTo(expected);
          seen.merge(reason, 1, Integer::sum);
        }
      }
    }

    assertThat(seen).hasSize(3);
    assertThat(seen.get("equal")).isGreaterThan(300);
    assertThat(seen.get("division-by-zero")).isGreaterThan(10);
  }

  /** Everything that can be made of all values, with parentheses everywhere. */
  private static List<Made> combine(List<Made> values) {
    if (values.size() == 1) {
      return values;
    }
    List<Made> all = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      for (int j = 0; j < values.size(); j++) {
        if (i == j) {
          continue;
        }
        List<Made> rest = new ArrayList<>(values);
        Made left = values.get(i);
        Made right = values.get(j);
        rest.remove(Math.max(i, j));
        rest.remove(Math.min(i, j));
        for (char operator : "+-*/".toCharArray()) {
          rest.add(0, apply(left, operator, right));
          all.addAll(combine(rest));
          rest.remove(0);
        }
      }
    }
    return all;
  }

  private static Made apply(Made left, char operator, Made right) {
    String text = "(" + left.text + operator + right.text + ")";
    if (left.denominator == 0 || right.denominator == 0) {
      return new Made(text, 0, 0);
    }
    long bottom = left.denominator * right.denominator;
    long first = left.numerator * right.denominator;
    long second = right.numerator * left.denominator;
    return switch (operator) {
      case '+' -> new Made(text, first + second, bottom);
      case '-' -> new Made(text, first - second, bottom);
      case '*' -> new Made(text, left.numerator * right.numerator, bottom);
      default ->
          new Made(text, first, right.numerator == 0 ? 0 : left.denominator * right.numerator);
    };
  }

  @Test
  void longAndDeepExpressionsAreBounded() {
    CountdownVerifier verifier = new CountdownVerifier();
    String deep = "(".repeat(100_000) + "2" + ")".repeat(100_000);
    String nested = "(".repeat(400) + "2" + ")".repeat(400);
    for (String text : List.of(deep, nested, "2+".repeat(400) + "2", "9".repeat(500))) {
      assertThat(verifier.verify("2=2", "\\boxed{" + text + "}").reason())
          .isEqualTo("unreadable-answer");
    }
  }

  // ---- the others, against another way to compute

  @Test
  void anEquationIsSolvedByItsSolutionOnly() {
    Property.holds(
        500,
        draw -> {
          int a = draw.whole(-20, 20);
          int b = draw.whole(-99, 99);
          int d = draw.whole(-20, 20);
          int c = draw.whole(-99, 99);
          int guess = draw.whole(-30, 30);
          String equation =
              a + "x" + (b < 0 ? "" : "+") + b + "=" + c + (d < 0 ? "" : "+") + d + "x";
          Verifier verifier = Verifiers.named("linear-equation");
          if (a == d) {
            assertThat(verifier.checkReference(equation)).isPresent();
            return;
          }
          // a x + b = c + d x
          int top = (c - b) * Integer.signum(a - d);
          int bottom = Math.abs(a - d);
          assertThat(verifier.verify(equation, "\\boxed{" + top + "/" + bottom + "}").reason())
              .isEqualTo("equal");
          assertThat(verifier.verify(equation, "\\boxed{" + guess + "}").reason())
              .isEqualTo(a * guess + b == c + d * guess ? "equal" : "different");
        });
  }

  @Test
  void aNumberIsEqualToItselfInItsBaseOnly() {
    Property.holds(
        500,
        draw -> {
          long number = draw.large(-5000, 5000);
          int base = draw.whole(2, 36);
          int off = draw.whole(-2, 2);
          Verifier verifier = Verifiers.named("base-number");
          String reference = Long.toString(number, base) + "_" + base;
          String written = BigInteger.valueOf(number + off).toString(base);
          assertThat(verifier.verify(reference, "\\boxed{" + written + "}").reason())
              .isEqualTo(off == 0 ? "equal" : "different");
        });
  }

  @Test
  void wordsAreRightInOrderOnly() {
    Property.holds(
        300,
        draw -> {
          long seed = draw.any();
          int count = draw.whole(1, 6);
          Random random = new Random(seed);
          List<String> words = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            words.add(Integer.toString(10 + random.nextInt(60), 36).replaceAll("[0-9]", "q"));
          }
          List<String> sorted = new ArrayList<>(words);
          Collections.sort(sorted);
          List<String> shuffled = new ArrayList<>(words);
          Collections.shuffle(shuffled, random);
          Verifier verifier = Verifiers.named("word-order");
          String reference = String.join(" ", words);
          assertThat(verifier.verify(reference, box(sorted)).reason()).isEqualTo("equal");
          assertThat(verifier.verify(reference, box(shuffled)).reason())
              .isEqualTo(shuffled.equals(sorted) ? "equal" : "not-in-order");
          sorted.set(0, sorted.get(0) + "z");
          assertThat(verifier.verify(reference, box(sorted)).reason()).isEqualTo("other-words");
        });
  }

  private static String box(List<String> words) {
    return "\\boxed{" + String.join(" ", words) + "}";
  }

  @Test
  void exactlyOneOfAllTablesIsRightForEveryFormulaOfTwoConnectives() {
    String[] literals = {"a", "b", "!a", "!b"};
    boolean[][] columns = {
      {false, false, true, true},
      {false, true, false, true},
      {true, true, false, false},
      {true, false, true, false}
    };
    Verifier verifier = Verifiers.named("truth-table");
    for (int first = 0; first < 4; first++) {
      for (char one : "&|^><~".toCharArray()) {
        for (int second = 0; second < 4; second++) {
          for (char two : "&|^><~".toCharArray()) {
            String formula = literals[first] + one + literals[second] + two + "!a";
            boolean[] value = apply(apply(columns[first], one, columns[second]), two, columns[2]);
            for (int table = 0; table < 16; table++) {
              StringBuilder text = new StringBuilder();
              boolean isRight = true;
              for (int row = 0; row < 4; row++) {
                boolean given = (table >> row & 1) == 1;
                text.append(given ? '1' : '0');
                isRight &= given == value[row];
              }
              assertThat(verifier.verify(formula, "\\boxed{" + text + "}").reason())
                  .as(formula + " " + text)
                  .isEqualTo(isRight ? "equal" : "different");
            }
          }
        }
      }
    }
  }

  private static boolean[] apply(boolean[] left, char connective, boolean[] right) {
    boolean[] result = new boolean[4];
    for (int row = 0; row < 4; row++) {
      boolean p = left[row];
      boolean q = right[row];
      result[row] =
          switch (connective) {
            case '&' -> p ? q : false;
            case '|' -> p ? true : q;
            case '^' -> p ? !q : q;
            case '>' -> p ? q : true;
            case '<' -> q ? p : true;
            default -> p ? q : !q;
          };
    }
    return result;
  }

  /** Asked both ways round: which of two is the more frequent must not decide it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear-equation | 5    | x=5       | true",
        "linear-equation | -3/2 | x=-6/4    | true",
        "linear-equation | 0    | 0/7       | true",
        "linear-equation | 5    | x=6       | false",
        "linear-equation | 5/0  | 10/0      | false",
        "base-number     | 2F   | 002f      | true",
        "base-number     | -01_2 | -1_2     | true",
        "base-number     | 0    | 000       | true",
        "base-number     | 10   | 010_2     | false",
        "arithmetic      | 7    | 007       | true",
        "arithmetic      | 7    | 8         | false",
        "word-order      | a b  | b a       | false",
        "truth-table     | 1101 | 1101      | true",
        "countdown       | 3+8  | 3+5       | false"
      })
  void whichAnswersSayTheSame(String name, String answer, String other, boolean isSame) {
    Verifier verifier = Verifiers.named(name);
    assertThat(verifier.isSameAnswer(answer, other)).isEqualTo(isSame);
    assertThat(verifier.isSameAnswer(other, answer)).isEqualTo(isSame);
  }

  @Test
  void noTextMakesThemThrow() {
    Property.holds(
        300,
        draw -> {
          String answer = draw.text(30);
          String text = draw.text(30);
          for (String name : NAMES) {
            Verifier verifier = Verifiers.named(name);
            assertThat(verifier.verify(answer, "\\boxed{" + text + "}").reason()).isNotEmpty();
            assertThat(verifier.isSameAnswer(text, answer))
                .isEqualTo(verifier.isSameAnswer(answer, text));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"3,5,8=19", "3x+4=19", "101_2", "b a", "a&b"})
  void theirVersionStandsInLineage(String reference) {
    assertThat(NAMES)
        .filteredOn(name -> Verifiers.named(name).checkReference(reference).isEmpty())
        .hasSize(1)
        .allSatisfy(name -> assertThat(Verifiers.named(name).identity()).isEqualTo(name + "@2"));
  }
}

package dev.rondo.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Outcome;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Rung;
import dev.rondo.verify.Verdict;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MathVerifierTest {
  private final Verifier verifier = Verifiers.named("math");

  /** A line of the pairs file. */
  record Pair(boolean isEqual, String reference, String response) {
    static Pair of(String line) {
      String[] parts = line.split(" *\\|\\| *", 3);
      return new Pair(parts[0].equals("+"), parts[1], parts[2]);
    }
  }

  static List<Pair> pairs() throws IOException {
    List<Pair> pairs = new ArrayList<>();
    for (String name :
        List.of(
            "pairs.txt",
            "breadth.txt",
            "notations.txt",
            "strictness.txt",
            "orders.txt",
            "claims.txt",
            "kinds.txt",
            "turns.txt",
            "conditions.txt",
            "words.txt",
            "boxes.txt")) {
      try (InputStream file = MathVerifierTest.class.getResourceAsStream(name)) {
        new String(file.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.startsWith("# "))
            .map(Pair::of)
            .forEach(pairs::add);
      }
    }
    return pairs;
  }

  @Test
  void equalAnswersAreAcceptedAndNoOtherIs() throws IOException {
    assertThat(pairs()).filteredOn(pair -> !pair.isEqual()).hasSizeGreaterThan(250);
    assertThat(pairs())
        .allSatisfy(
            pair ->
                assertThat(
                        verifier
                                .verify(pair.reference(), pair.response(), Extraction.LADDER)
                                .outcome()
                            == Outcome.CORRECT)
                    .as(pair.toString())
                    .isEqualTo(pair.isEqual()));
  }

  @Test
  void verdictsAreTheSameOnEveryThreadAndInEveryOrder() throws IOException {
    List<Pair> pairs = pairs();
    Map<Pair, Verdict> verdicts = new ConcurrentHashMap<>();
    pairs.forEach(pair -> verdicts.put(pair, judge(pair)));

    // In steps of a prime number, so that each pair comes once, behind another one.
    assertThat(IntStream.range(0, pairs.size()).parallel().boxed())
        .allMatch(
            index -> {
              Pair pair = pairs.get((int) (index * 10_007L % pairs.size()));
              return verdicts.get(pair).equals(judge(pair));
            });
  }

  private Verdict judge(Pair pair) {
    return verifier.verify(pair.reference(), pair.response(), Extraction.LADDER);
  }

  static Stream<String> values() {
    return Stream.of(
        "\\frac{1}{2}",
        "0.5",
        "50\\%",
        "\\sqrt{2}",
        "2^{99}+1",
        "2^{99}",
        "x^2",
        "x^2+10^{-12}",
        "\\ln x^2",
        "2\\ln x",
        "|x|",
        "\\sqrt{x^2}",
        "n!",
        "n(n-1)!",
        "\\{1,2\\}",
        "2,1",
        "(1,2)",
        "[0,1)",
        "(0,1)",
        "e^{\\pi\\sqrt{163}}",
        "262537412640768744",
        "\\text{odd}",
        "204_5",
        "\\infty",
        "-\\infty",
        "0.333333",
        "\\frac{1}{3}",
        "1+2i",
        "\\binom{n}{2}");
  }

  @Test
  void valuesAreComparedTheSameBothWays() {
    List<String> values = values().toList();
    for (String a : values) {
      for (String b : values) {
        assertThat(verifier.verify(a, b, Extraction.LADDER).outcome())
            .as(a + " and " + b)
            .isEqualTo(verifier.verify(b, a, Extraction.LADDER).outcome());
      }
    }
  }

  @Test
  void theReferenceDecidesWhatKindOfAnswerIsWanted() {
    assertThat(outcome("-2<x<3", "(-2,3)")).isEqualTo(Outcome.CORRECT);
    assertThat(outcome("(-2,3)", "-2<x<3")).isEqualTo(Outcome.CORRECT);
    assertThat(outcome("(-2,3)", "-4<2x<6")).isEqualTo(Outcome.INCORRECT);
    assertThat(outcome("7", "m+n = 7")).isEqualTo(Outcome.CORRECT);
    assertThat(outcome("x+y=7", "7")).isEqualTo(Outcome.INCORRECT);
  }

  private Outcome outcome(String reference, String response) {
    return verifier.verify(reference, response, Extraction.LADDER).outcome();
  }

  @Test
  void rewardsNeedABox() {
    assertThat(verifier.verify("5", "The answer is 5").reason()).isEqualTo("no-answer");
    assertThat(verifier.verify("5", "The answer is \\boxed{5").reason())
        .isEqualTo("unreadable-answer");
    assertThat(verifier.verify("5", "\\boxed{5} or \\boxed{6}").outcome())
        .isEqualTo(Outcome.INCORRECT);
    Verdict verdict = verifier.verify("\\frac12", "so \\boxed{x=0.5}");
    assertThat(verdict)
        .isEqualTo(new Verdict(Outcome.CORRECT, "equal", "x=0.5", Rung.BOXED, "1/2", "x = 1/2"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  ", "$$", "...", "\\", "{}{", "?"})
  void unreadableReferencesAreFoundAndGiveNoReward(String reference) {
    assertThat(verifier.checkReference(reference)).isPresent();
    assertThat(verifier.verify(reference, "\\boxed{5}").outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void referencesWhoseCommandsWereReadAsEscapesAreFound() {
    for (String reference :
        List.of("\frac{1}{2}", "\tfrac{1}{2}", "\boxed{12}", "2\times 3", "x\rightarrow 2")) {
      assertThat(verifier.checkReference(reference)).as(reference).isPresent();
      assertThat(verifier.verify(reference, "\\boxed{\\frac12}").reason())
          .isEqualTo("unreadable-reference");
    }
    for (String reference : List.of("\\frac{1}{2}", "a\tb", "1,\n2", "12\r\n", "\ttext")) {
      assertThat(verifier.checkReference(reference)).as(reference).isEmpty();
    }
  }

  @Test
  void proseIsNoReference() {
    String prose = "Since the triangle is isosceles it follows that ".repeat(4) + "the claim holds";
    assertThat(verifier.checkReference(prose)).isPresent();
    assertThat(verifier.checkReference("9".repeat(20_000))).isPresent();
    assertThat(verifier.checkReference("\\int_0^1 f(x)\\,dx")).isEmpty();
  }

  @Test
  void whatCannotBeDecidedIsUnknownAndNoReward() {
    Verdict verdict = verifier.verify("\\int_0^1 x\\,dx", "\\boxed{\\frac12}");
    assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(verdict.reason()).isEqualTo("undecided");
    assertThat(verifier.verify("\\frac12", "\\boxed{\\int_0^1 x\\,dx}").reason())
        .isEqualTo("undecided");
    assertThat(verifier.verify("12", "<think>Perhaps \\boxed{12}. Let me check").reason())
        .isEqualTo("unfinished-reasoning");
    assertThat(verifier.verify("12", "<think>So \\boxed{12}", Extraction.UNFINISHED).outcome())
        .isEqualTo(Outcome.CORRECT);
  }

  static Stream<String> bombs() {
    return Stream.of(
        "10^{10^{10}}",
        "9^{9^{9^{9}}}",
        "2^{2^{2^{2^{2^{2}}}}}",
        "(((10^9)!)!)!",
        "5000!\\cdot 5000!",
        "e^{e^{e^{10}}}",
        "\\sin(10^{100})",
        "\\sum_{k=1}^{1000000000} k",
        "\\sum_{k=1}^{9999}\\sum_{j=1}^{9999} \\sin(jk)",
        "\\binom{10^9}{5000}",
        "9".repeat(9000),
        "1".repeat(4000) + "/" + "3".repeat(4000),
        "{".repeat(5000),
        "(".repeat(5000) + ")".repeat(5000),
        "\\sqrt{".repeat(2000) + "2" + "}".repeat(2000),
        "\\frac{1}{1+".repeat(400) + "x" + "}".repeat(400),
        "x+".repeat(4000) + "x",
        "1,".repeat(4000) + "1",
        "\\text{".repeat(1000) + "}".repeat(1000),
        "-".repeat(9000) + "1",
        "1e999999",
        "0.(" + "1".repeat(5000) + ")",
        "x^{x^{x^{x^{x^{x}}}}}",
        "3x^{y2^{2^{2^{21000000}}}}",
        "\\lfloor \\sqrt{2}\\cdot 2^{21000000} \\rfloor",
        "\\boxed{".repeat(10_000),
        "$".repeat(50_000),
        "answer ".repeat(20_000),
        "the answer is ".repeat(100_000),
        "\u0000\u0001\u001b[0m".repeat(500),
        "\\pm 1".repeat(60),
        "|".repeat(3000),
        "(1,2)\\cup ".repeat(800) + "(1,2)",
        "1" + "\\cup\\{x\\}".repeat(1000),
        "(-\\infty,0)"
            + "\\cup(0,\\infty,0)".repeat(92)
            + "Alice and Bob"
            + "\\cup(0,\\infty,0)".repeat(62)
            + "\\cup(0,\\infty)",
        "(1,x)" + "\\cup(1,x)".repeat(190),
        "(".repeat(6) + "\\begin{pmatrix}1&x\\\\x&2\\end{pmatrix}" + ")^4".repeat(6),
        "3^{-2000}-7^{-10}+".repeat(200) + "1",
        "\\sqrt{4^{2000}}+".repeat(390) + "1",
        "5" + "\\%".repeat(4000),
        "x" + "!".repeat(9000),
        "12" + "/2345.671".repeat(1000),
        "(-1)^n^n^iin^n^n^n^iin^n");
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void nothingCostsMoreThanItsSteps(String bomb) {
    for (String reference : List.of("7", "\\sqrt{2}+x", bomb)) {
      for (String response : List.of(bomb, "\\boxed{" + bomb + "}", "7")) {
        Budget budget = new Budget();
        Verdict verdict = new MathVerifier().judge(reference, response, Extraction.LADDER, budget);

        assertThat(budget.steps()).isLessThanOrEqualTo(Budget.MOST_STEPS);
        if (!reference.equals(bomb)) {
          assertThat(verdict.outcome() == Outcome.CORRECT).isEqualTo(reference.equals(response));
        }
      }
    }
  }

  @Test
  void powersOfPowersOfMatricesAreTooCostly() {
    String matrix = "\\begin{pmatrix}1&x\\\\x&2\\end{pmatrix}";
    String power = "(".repeat(6) + matrix + ")^4".repeat(6);

    assertThat(verifier.verify(matrix, power, Extraction.LADDER).reason()).isEqualTo("too-costly");
    assertThat(verifier.verify(power, matrix, Extraction.LADDER).reason()).isEqualTo("too-costly");
    assertThat(verifier.verify("|x|<3", power, Extraction.LADDER).reason()).isEqualTo("too-costly");
  }

  @Test
  void longUnionsOfIntervalsWithSymbolsAreDecided() {
    String union = "(1,x)" + "\\cup(1,y)".repeat(20);

    assertThat(outcome(union, union.replaceFirst("1", "2"))).isEqualTo(Outcome.INCORRECT);
    assertThat(outcome(union, union.replaceFirst("1", "\\\\frac{3}{3}")))
        .isEqualTo(Outcome.CORRECT);
    assertThat(outcome("(1,x)\\cup(2,y)", "(2,y)\\cup(1,\\frac{2x}{2})"))
        .isEqualTo(Outcome.CORRECT);
  }

  @Test
  void numbersAreReadByTheNumericVerifier() {
    Verifier numeric = Verifiers.named("numeric");
    assertThat(numeric.verify("1,234", "\\boxed{1234.0}").reason()).isEqualTo("equal");
    assertThat(numeric.verify("0.5", "\\boxed{\\frac12}").reason()).isEqualTo("equal");
    assertThat(numeric.verify("5", "\\boxed{5\\text{ cm}}").reason()).isEqualTo("equal");
    assertThat(numeric.verify("5", "\\boxed{-5}").reason()).isEqualTo("different");
    assertThat(numeric.verify("5", "\\boxed{x+5}").reason()).isEqualTo("unreadable-answer");
    assertThat(numeric.verify("x", "\\boxed{5}").reason()).isEqualTo("unreadable-reference");
    assertThat(numeric.checkReference("x+1")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\frac\\frac0.(3)1",
        "\\sqrt{\\frac0.(3)}2",
        "\\sqrt0.(3)",
        "\\frac.(3).(3)",
        "\\log_0.(3)2",
        "5\\text{--}",
        "5\\text{ ( }",
        "\\text{,}",
        "\\text{, ,}"
      })
  void decimalsBehindCommandsAreTakenWhole(String text) {
    assertThat(new MathVerifier().judge(text, text, Extraction.LADDER, new Budget())).isNotNull();
    assertThat(new MathVerifier().judge("a", text, Extraction.LADDER, new Budget())).isNotNull();
    assertThat(verifier.checkReference(text)).isNotNull();
  }

  @Test
  void decimalsBehindCommandsMeanWhatIsWritten() {
    assertThat(
            new MathVerifier()
                .judge("\\sqrt{2.25}", "\\sqrt2.25", Extraction.LADDER, new Budget())
                .outcome())
        .isEqualTo(Outcome.CORRECT);
  }
}

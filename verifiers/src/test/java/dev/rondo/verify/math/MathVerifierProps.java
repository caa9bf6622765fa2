package dev.rondo.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Outcome;
import dev.rondo.verify.Extraction;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Expressions equal themselves and their rewritings, and differ from themselves plus one. */
class MathVerifierProps {
  private static final List<Outcome> NOT_INCORRECT = List.of(Outcome.CORRECT, Outcome.UNKNOWN);

  @Provide
  Arbitrary<String> expressions() {
    return expressions(3);
  }

  private static Arbitrary<String> expressions(int depth) {
    Arbitrary<String> leaves =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 50).map(String::valueOf),
            Arbitraries.of("x", "y", "\\pi", "a_1", "2.5", "\\frac{3}{7}"));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<String> smaller = expressions(depth - 1);
    return Arbitraries.oneOf(
        leaves,
        two("(%s+%s)", smaller),
        two("(%s-%s)", smaller),
        two("%s\\cdot %s", smaller),
        two("\\frac{%s}{%s^2+1}", smaller),
        smaller.map(e -> "\\sqrt{(" + e + ")^2+1}"),
        smaller.map(e -> "(" + e + ")^2"));
  }

  private static Arbitrary<String> two(String format, Arbitrary<String> smaller) {
    return Combinators.combine(smaller, smaller)
        .as((a, b) -> String.format(format, "{" + a + "}", "{" + b + "}"));
  }

  private static Outcome judge(String reference, String given) {
    return new MathVerifier()
        .judge(reference, "\\boxed{" + given + "}", Extraction.BOXED, new Budget())
        .outcome();
  }

  @Property(tries = 150)
  void anExpressionEqualsItsRewritings(@ForAll("expressions") String x) {
    List<String> rewritings =
        List.of(
            x,
            "\\left( " + x + " \\right)",
            "$" + x + "$",
            "0+{" + x + "}",
            "2\\cdot {" + x + "}-{" + x + "}",
            "\\dfrac{{" + x + "}\\cdot 6}{6}",
            x.replace("\\frac", "\\tfrac").replace("\\cdot", "\\times"));
    assertThat(rewritings)
        .allSatisfy(
            rewriting ->
                assertThat(judge(x, rewriting))
                    .as(rewriting)
                    // Large ones may cost too much; none may differ.
                    .isIn(x.length() < 80 ? List.of(Outcome.CORRECT) : NOT_INCORRECT));
  }

  @Property(tries = 150)
  void anExpressionDiffersFromItselfPlusOne(@ForAll("expressions") String x) {
    assertThat(judge(x, "{" + x + "}+1")).isNotEqualTo(Outcome.CORRECT);
    assertThat(judge("{" + x + "}+1", x)).isNotEqualTo(Outcome.CORRECT);
  }
}

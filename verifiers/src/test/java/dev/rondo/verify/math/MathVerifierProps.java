package dev.rondo.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Outcome;
import dev.rondo.schema.Property;
import dev.rondo.verify.Extraction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expressions equal themselves and their rewritings, and differ from themselves plus one. */
class MathVerifierProps {
  private static final List<Outcome> NOT_INCORRECT = List.of(Outcome.CORRECT, Outcome.UNKNOWN);

  private static String expression(Property.Draw draw, int depth) {
    int kind = depth == 0 ? 0 : draw.whole(0, 6);
    if (kind == 0) {
      return draw.oneOf(
          List.of(
              Integer.toString(draw.whole(1, 50)),
              draw.oneOf(List.of("x", "y", "\\pi", "a_1", "2.5", "\\frac{3}{7}"))));
    }
    String a = expression(draw, depth - 1);
    if (kind == 1) {
      return "\\sqrt{(" + a + ")^2+1}";
    }
    if (kind == 2) {
      return "(" + a + ")^2";
    }
    String b = expression(draw, depth - 1);
    return switch (kind) {
      case 3 -> "({" + a + "}+{" + b + "})";
      case 4 -> "({" + a + "}-{" + b + "})";
      case 5 -> "{" + a + "}\\cdot {" + b + "}";
      default -> "\\frac{{" + a + "}}{{" + b + "}^2+1}";
    };
  }

  private static Outcome judge(String reference, String given) {
    return new MathVerifier()
        .judge(reference, "\\boxed{" + given + "}", Extraction.BOXED, new Budget())
        .outcome();
  }

  @Test
  void anExpressionEqualsItsRewritings() {
    Property.holds(
        150,
        draw -> {
          String x = expression(draw, 3);
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
        });
  }

  @Test
  void anExpressionDiffersFromItselfPlusOne() {
    Property.holds(
        150,
        draw -> {
          String x = expression(draw, 3);
          assertThat(judge(x, "{" + x + "}+1")).isNotEqualTo(Outcome.CORRECT);
          assertThat(judge("{" + x + "}+1", x)).isNotEqualTo(Outcome.CORRECT);
        });
  }
}

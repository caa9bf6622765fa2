package dev.rondo.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.Outcome;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Searches for answers that a policy could give without knowing: ones that many references accept,
 * and ones that name the right value beside another or among words that take it back.
 */
class UniversalAnswersTest {
  /** References that no two answers share but a number and its percent. */
  private static final List<String> REFERENCES =
      List.of(
          "42",
          "-7",
          "0",
          "1",
          "100",
          "1.5",
          "0.125",
          "\\frac{3}{8}",
          "\\frac{11}{6}",
          "2\\sqrt{5}",
          "\\frac{\\pi}{3}",
          "e^{2x}",
          "\\ln 5",
          "10^{12}",
          "2+3i",
          "x^2+1",
          "3x-5",
          "\\frac{n(n+1)}{2}",
          "k\\pi",
          "a_n=3n-1",
          "f(x)=\\sin x",
          "y=2x+3",
          "x=4",
          "x>7",
          "x\\ne\\pm 2",
          "|x|+|y|",
          "(2,-3)",
          "(1,2)",
          "[0,4)",
          "(-\\infty,2)\\cup(5,\\infty)",
          "[0,1]\\times[2,3]",
          "\\{1,6,9\\}",
          "3, 11",
          "x=1, y=9",
          "\\{\\emptyset\\}",
          "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
          "25\\%",
          "\\$18",
          "15\\text{ cm}",
          "60^\\circ",
          "8\\text{ people}",
          "5:3",
          "3:45\\text{ PM}",
          "2017_8",
          "\\text{Thursday}",
          "\\text{odd}",
          "\\text{no solution}",
          "B",
          "\\text{(C)}",
          "B, D",
          "TFTF",
          "IV",
          "\\angle ABC",
          "\\vec{AB}",
          "P\\cap Q");

  /** Answers in which G is the reference and H another value: none of them is G. */
  private static final List<String> SPOILED =
      List.of(
          "H, G",
          "G, H",
          "G \\text{ or } H",
          "H \\text{ or } G",
          "G \\text{ and } H",
          "G; H",
          "\\{G, H\\}",
          "(G, H)",
          "H = G",
          "x = H = G",
          "H \\approx G",
          "H \\to G",
          "x=G, x=H",
          "x=G \\text{ or } x=H",
          "\\boxed{H}\\boxed{G}",
          "\\boxed{G}\\boxed{H}",
          "\\text{not } G",
          "\\ne G",
          "x \\ne G",
          "> G",
          "\\ge G",
          "x < G",
          "G \\pm H",
          "G \\text{ or more}",
          "\\text{at most } G",
          "\\text{maybe } G",
          "\\text{probably } G",
          "G \\text{ is wrong}",
          "\\overset{?}{=} G",
          "\\{x \\mid x \\ne G\\}",
          "\\{x\\mid x=G \\text{ or } x=H\\}",
          "\\begin{cases} G & x>0 \\\\ H & x\\le 0 \\end{cases}",
          "G \\ldots",
          "H, \\ldots, G",
          "\\text{between } G \\text{ and } H",
          "\\text{from } G \\text{ to } H",
          "\\text{sum of } G \\text{ and } H",
          "\\text{half of } G",
          "\\neg G");

  /** The same in sentences. */
  private static final List<String> SENTENCES =
      List.of(
          "The answer is not G.",
          "The answer is H, not G.",
          "The answer is either G or H.",
          "The answer could be G.",
          "Is the answer G?",
          "The answer is at least G.",
          "The answer is almost G.",
          "The answer is twice G.",
          "The answer is H plus G.",
          "The answer is one more than G.",
          "The answer is G and H.",
          "The answer is G if x>0 and H otherwise.",
          "Someone said the answer is G.",
          "The wrong answer is G.",
          "I first thought the answer is G, but it is H.",
          "G is not the answer.",
          "It cannot be G.",
          "all numbers except G",
          "Answer: G (wrong)",
          "Answer: G. Correction: H.",
          "Final answer: G. Final answer: H.",
          "#### G or H",
          "<answer>not G</answer>",
          "The square of the answer is G.",
          "The answer to the previous part is G.",
          "The answer has G digits.");

  private static final List<String> OTHERS = List.of("43", "\\frac{5}{9}", "-18", "0.77");

  private final Verifier verifier = Verifiers.named("math");

  private boolean accepts(String reference, String response, Extraction extraction) {
    return verifier.verify(reference, response, extraction).outcome() == Outcome.CORRECT;
  }

  private List<String> accepting(String answer) {
    return REFERENCES.stream()
        .filter(reference -> accepts(reference, "\\boxed{" + answer + "}", Extraction.BOXED))
        .toList();
  }

  @Test
  void noAnswerFitsManyReferences() throws IOException {
    List<String> answers;
    try (InputStream file =
        UniversalAnswersTest.class.getResourceAsStream("universal-answers.txt")) {
      answers = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }

    assertThat(answers).hasSizeGreaterThan(300);
    assertThat(REFERENCES)
        .allSatisfy(reference -> assertThat(accepting(reference)).contains(reference));
    assertThat(answers)
        .allSatisfy(answer -> assertThat(accepting(answer)).as(answer).hasSizeLessThan(3));
  }

  @Test
  void anAnswerBesideAnotherOrAmongWordsThatTakeItBackIsNone() {
    List<String> accepted = new ArrayList<>();
    for (String reference :
        List.of("42", "-7", "\\frac{3}{8}", "0.125", "x=4", "15", "2\\sqrt{5}")) {
      for (String other : OTHERS) {
        for (String spoiled : SPOILED) {
          String answer = "\\boxed{" + filled(spoiled, reference, other) + "}";
          if (accepts(reference, answer, Extraction.BOXED)) {
            accepted.add(reference + " <- " + answer);
          }
        }
      }
    }
    assertThat(accepted).isEmpty();
  }

  @Test
  void aSentenceThatTakesItsNumberBackStatesNone() {
    List<String> accepted = new ArrayList<>();
    for (String reference : List.of("42", "-7", "0.125", "15", "1200")) {
      for (String sentence : SENTENCES) {
        String response = filled(sentence, reference, "43");
        if (accepts(reference, response, Extraction.LADDER)) {
          accepted.add(reference + " <- " + response);
        }
      }
    }
    assertThat(accepted).isEmpty();
  }

  private static String filled(String template, String reference, String other) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      text.append(c == 'G' ? reference : c == 'H' ? other : String.valueOf(c));
    }
    return text.toString();
  }
}

package dev.rondo.verify.math;

import dev.rondo.schema.Outcome;
import dev.rondo.verify.AnswerExtractor;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verdict;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.math.Expression.Kind;
import java.util.Optional;

/**
 * Judges answers that are one number: whole, decimal, fraction, percent, with units or currency.
 * Compared exactly, as fractions. Anything that is not a number is unreadable.
 *
 * <p>Reasons: {@code equal} (CORRECT); {@code different}, {@code no-answer}, {@code
 * unreadable-answer} (INCORRECT); {@code unreadable-reference} (UNKNOWN).
 */
public final class NumericVerifier implements Verifier {
  /** What stands for any reference where an answer is read: a number is wanted. */
  private static final References.Reference NUMBER = References.read("0");

  @Override
  public String name() {
    return "numeric";
  }

  @Override
  public String version() {
    return "3";
  }

  @Override
  public Verdict verify(String answer, String responseText) {
    return verify(answer, responseText, Extraction.BOXED);
  }

  @Override
  public Verdict verify(String answer, String responseText, Extraction extraction) {
    return Verdict.of(() -> judge(answer, responseText, extraction));
  }

  private static Verdict judge(String answer, String responseText, Extraction extraction) {
    Rational reference = reference(answer);
    if (reference == null) {
      return new Verdict(Outcome.UNKNOWN, "unreadable-reference", null);
    }
    String form = reference.toString();
    AnswerExtractor.Candidate candidate = AnswerExtractor.extract(responseText, extraction);
    if (candidate.problem() != null) {
      return new Verdict(Outcome.INCORRECT, candidate.problem(), null, null, form, null);
    }
    Rational given = null;
    String text = candidate.text();
    try {
      Answers.Answer read = StatedAnswer.read(text, candidate.rung(), NUMBER, new Budget());
      text = read.text();
      given = number(read.tree());
    } catch (Budget.Exceeded | StackOverflowError e) {
      given = null;
    }
    String reason =
        given == null ? "unreadable-answer" : given.equals(reference) ? "equal" : "different";
    return new Verdict(
        reason.equals("equal") ? Outcome.CORRECT : Outcome.INCORRECT,
        reason,
        text,
        candidate.rung(),
        form,
        given == null ? null : given.toString());
  }

  @Override
  public Optional<String> checkReference(String answer) {
    return reference(answer) != null
        ? Optional.empty()
        : Optional.of("Cannot compare with reference answer: " + answer + " (allowed: a number)");
  }

  private static Rational reference(String answer) {
    if (answer == null || answer.isBlank() || answer.length() > Lexer.MOST_CHARACTERS) {
      return null;
    }
    try {
      return number(Answers.reference(answer, new Budget()).tree());
    } catch (RuntimeException | StackOverflowError e) {
      return null;
    }
  }

  /** The value of a written number; null if it is another kind of answer. */
  private static Rational number(Expression tree) {
    if (tree.is(Kind.QUANTITY)) {
      return number(tree.child(0));
    }
    if (tree.is(Kind.PERCENT)) {
      Rational value = number(tree.child(0));
      return value == null ? null : value.times(Rational.of(100).inverse());
    }
    if (tree.is(Relation.EQUAL) && tree.child(0).is(Kind.SYMBOL)) {
      return number(tree.child(1));
    }
    try {
      return NormalForm.constant(tree);
    } catch (ArithmeticException e) {
      return null;
    }
  }
}

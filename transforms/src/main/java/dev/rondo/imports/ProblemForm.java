// What every problem of an import says.
package dev.rondo.imports;

import dev.rondo.dataset.ProblemIds;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.io.Serializable;

/**
 * What every problem of an import says, whatever its row does.
 *
 * @param source the problems' {@code source}
 * @param verifier of the problems
 * @param template around each question
 */
public record ProblemForm(String source, String verifier, PromptTemplate template)
    implements Serializable {

  /** Checks source and verifier. */
  public ProblemForm {
    Verifiers.named(verifier);
    ImportPlan.require(!source.isBlank(), "source", source, "not blank");
  }

  /**
   * The problem that an accepted row becomes. A worked solution is one that the problem's verifier
   * finds correct, as rewards look: what is trained on another one teaches to answer without a
   * reward. The problem of such a row has none.
   */
  Problem problem(Candidate.Statement row) {
    return Problem.newBuilder()
        .setProblemId(ProblemIds.of(source, row.question(), row.answer()))
        .setPrompt(template.prompt(row.question()))
        .setAnswer(row.answer())
        .setVerifier(verifier)
        .setSource(source)
        .setSolution(isCorrect(row) ? row.solution() : null)
        .build();
  }

  private boolean isCorrect(Candidate.Statement row) {
    Verifier judge = Verifiers.named(verifier);
    return row.solution() != null
        && judge.verify(row.answer(), row.solution()).outcome() == Outcome.CORRECT;
  }
}

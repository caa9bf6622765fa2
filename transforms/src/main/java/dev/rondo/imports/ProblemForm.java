// What every problem of an import says.
package dev.rondo.imports;

import dev.rondo.dataset.ProblemIds;
import dev.rondo.schema.Problem;
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

  /** The problem that an accepted row becomes. */
  Problem problem(Candidate.Statement row) {
    return Problem.newBuilder()
        .setProblemId(ProblemIds.of(source, row.question(), row.answer()))
        .setPrompt(template.prompt(row.question()))
        .setAnswer(row.answer())
        .setVerifier(verifier)
        .setSource(source)
        .setSolution(row.solution())
        .build();
  }
}

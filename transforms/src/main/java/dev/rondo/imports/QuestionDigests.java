// What the problems of a dataset ask.
package dev.rondo.imports;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.schema.Problem;
import java.io.IOException;
import java.util.Set;

/**
 * What the problems of a dataset ask, by the digests of their normal forms: the one notion of the
 * same question, for duplicates in an import, for problems that training data must not hold, and
 * for problems that a run trains on and evaluates. A template that the dataset was imported with is
 * taken off, white space and ways to write the same formula do not matter ({@code docs/data.md}).
 */
public final class QuestionDigests {
  private final PromptTemplate template;

  private QuestionDigests(PromptTemplate template) {
    this.template = template;
  }

  /** Of problems that were not imported: the prompt is the question. */
  public static QuestionDigests ofPrompts() {
    return new QuestionDigests(PromptTemplate.NONE);
  }

  /** Of a committed problems dataset, with the template that its record names, if it has one. */
  public static QuestionDigests of(DatasetStore store) throws IOException {
    PromptTemplate template = PromptTemplate.NONE;
    for (FileEntry file : store.committedManifest().files()) {
      if (file.path().equals(ImportPlan.RECORD) || file.path().equals(ImportPlan.FIRST_RECORD)) {
        template = ImportPlan.templateOf(store.readFile(file), file.path());
      }
    }
    return new QuestionDigests(template);
  }

  /** Digest of what a problem of the dataset asks. */
  public String of(Problem problem) {
    return NormalizedText.digest(
        template.question(problem.getPrompt()).orElse(problem.getPrompt()));
  }

  /**
   * Digests of what a problem asks and of its whole prompt, which may be the question elsewhere.
   */
  public Set<String> all(Problem problem) {
    String prompt = NormalizedText.digest(problem.getPrompt());
    String question = of(problem);
    return question.equals(prompt) ? Set.of(prompt) : Set.of(question, prompt);
  }
}

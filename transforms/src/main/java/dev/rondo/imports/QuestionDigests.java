// What the problems of a dataset ask.
package dev.rondo.imports;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.schema.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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

  /**
   * Digests of the questions that would ask the same as a problem if they were imported with a
   * template: those of {@link #all}, and of what the template makes the problem of.
   */
  Set<String> askedWith(PromptTemplate imported, Problem problem) {
    String prompt = problem.getPrompt();
    Set<String> digests = new TreeSet<>(all(problem));
    for (String text : List.of(prompt, template.question(prompt).orElse(prompt))) {
      imported.question(text).map(NormalizedText::digest).ifPresent(digests::add);
    }
    return digests;
  }
}

// Where the fields of published data sets lie.
package dev.rondo.imports;

import dev.rondo.schema.InvalidInputException;
import java.io.Serializable;
import java.util.List;

/**
 * Where problem, answer and solution stand in the rows of a data set. A path is names joined by
 * dots, a number being a position in an array: {@code reward_model.ground_truth}, {@code
 * prompt.0.content}. Of several paths the first that a row has counts.
 *
 * @param name of the format; also the {@code source} of its problems unless they are named
 * @param problemPaths at least one
 * @param answerPaths at least one
 * @param solutionPaths may be empty
 * @param answerRule how the answer field is read
 */
public record SourceFormat(
    String name,
    List<String> problemPaths,
    List<String> answerPaths,
    List<String> solutionPaths,
    AnswerRule answerRule)
    implements Serializable {

  /** Formats of published data sets, by the names that the command line knows. */
  public static final List<SourceFormat> PUBLISHED =
      List.of(
          new SourceFormat("aime-2024", "Problem|problem", "Answer|answer", "Solution|solution"),
          new SourceFormat(
              "aime-2025", "problem", "answer|expected_answer", "solution|reference_solution"),
          new SourceFormat("amc23", "question|problem", "answer", "solution"),
          new SourceFormat(
              "dapo", "extra_info.raw_problem", "reward_model.ground_truth", "solution"),
          new SourceFormat("deepscaler", "problem", "answer", "solution"),
          new SourceFormat("gsm8k", "question", "answer", "answer", AnswerRule.HASHES),
          new SourceFormat("limr", "prompt", "answer", "solution"),
          new SourceFormat("math", "problem", "solution", "solution", AnswerRule.BOXED),
          new SourceFormat("math-500", "problem", "answer", "solution"),
          new SourceFormat("minerva", "problem", "solution", "solution", AnswerRule.BOXED),
          new SourceFormat("olympiadbench", "question|problem", "final_answer|answer", "solution"),
          new SourceFormat("orz", "prompt", "final_answer", "solution"),
          new SourceFormat("plain", "problem", "answer", "solution"),
          new SourceFormat(
              "verl", "prompt", "reward_model.ground_truth", "extra_info.solution|solution"));

  /** Checks that there is something to read. */
  public SourceFormat {
    problemPaths = List.copyOf(problemPaths);
    answerPaths = List.copyOf(answerPaths);
    solutionPaths = List.copyOf(solutionPaths);
    if (problemPaths.isEmpty() || answerPaths.isEmpty()) {
      throw new InvalidInputException(
          "Cannot import format " + name + " without a problem field and an answer field");
    }
  }

  private SourceFormat(String name, String problem, String answer, String solution) {
    this(name, problem, answer, solution, AnswerRule.PLAIN);
  }

  private SourceFormat(
      String name, String problem, String answer, String solution, AnswerRule answerRule) {
    this(name, paths(problem), paths(answer), paths(solution), answerRule);
  }

  /** Every name. */
  public static List<String> names() {
    return PUBLISHED.stream().map(SourceFormat::name).toList();
  }

  /**
   * A published format.
   *
   * @throws InvalidInputException if there is none of this name
   */
  public static SourceFormat named(String name) {
    return PUBLISHED.stream()
        .filter(format -> format.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "Cannot import format: "
                        + name
                        + " (allowed: "
                        + String.join(", ", names())
                        + ")"));
  }

  /**
   * This format with other fields.
   *
   * @param problem paths joined by {@code |}, or null for this format's own; so are the others
   */
  public SourceFormat with(String problem, String answer, String solution, AnswerRule rule) {
    return new SourceFormat(
        name,
        problem == null ? problemPaths : paths(problem),
        answer == null ? answerPaths : paths(answer),
        solution == null ? solutionPaths : paths(solution),
        rule == null ? answerRule : rule);
  }

  private static List<String> paths(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split("\\|"));
  }
}

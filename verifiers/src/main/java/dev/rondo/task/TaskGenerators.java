package dev.rondo.task;

import dev.rondo.schema.InvalidInputException;
import java.util.List;

/** The task generators by the names that run.yaml gives them. */
public final class TaskGenerators {

  /** Every name. */
  public static final List<String> NAMES =
      List.of(
          "last-digit",
          "countdown",
          "linear-equation",
          "base-conversion",
          "word-order",
          "truth-table",
          "word-problem");

  /** {@code task.largest-number} unless it is given. */
  public static final int LARGEST_NUMBER = 10;

  /** {@code task.distractors} unless it is given. */
  public static final int DISTRACTORS = 1;

  private TaskGenerators() {}

  /**
   * @param name one of {@link #NAMES}
   * @param size how long a problem is, in the unit of the task
   * @param knownFacts share of its facts that the worked solutions know
   */
  public static TaskGenerator named(String name, int size, double knownFacts) {
    return named(name, size, knownFacts, LARGEST_NUMBER, DISTRACTORS);
  }

  /**
   * @param name one of {@link #NAMES}
   * @param size how long a problem is, in the unit of the task
   * @param knownFacts share of its facts that the worked solutions know
   * @param largestNumber of word problems; the others do not have it
   * @param distractors sentences of word problems that have nothing to do with the question
   */
  public static TaskGenerator named(
      String name, int size, double knownFacts, int largestNumber, int distractors) {
    return switch (name) {
      case "last-digit" -> new LastDigitTask(size, knownFacts);
      case "countdown" -> new CountdownTask(size, knownFacts);
      case "linear-equation" -> new LinearEquationTask(size, knownFacts);
      case "base-conversion" -> new BaseConversionTask(size, knownFacts);
      case "word-order" -> new WordOrderTask(size, knownFacts);
      case "truth-table" -> new TruthTableTask(size, knownFacts);
      case "word-problem" -> new WordProblemTask(size, knownFacts, largestNumber, distractors);
      default ->
          throw new InvalidInputException(
              "Cannot make problems with task.name: "
                  + name
                  + " (allowed: "
                  + String.join(", ", NAMES)
                  + ")");
    };
  }
}

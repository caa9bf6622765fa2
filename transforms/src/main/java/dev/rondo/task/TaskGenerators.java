package dev.rondo.task;

import dev.rondo.schema.InvalidInputException;
import java.util.List;

/** The task generators by the names that run.yaml gives them. */
public final class TaskGenerators {

  /** Every name. */
  public static final List<String> NAMES =
      List.of("base-conversion", "countdown", "equation", "last-digit", "logic", "word-order");

  private TaskGenerators() {}

  /**
   * @param name one of {@link #NAMES}
   * @param size how long a problem is; each generator says what it counts
   * @param knownFacts share of the facts that worked solutions get right
   */
  public static TaskGenerator named(String name, int size, double knownFacts) {
    return switch (name) {
      case "base-conversion" -> new BaseConversionTask(size, knownFacts);
      case "countdown" -> new CountdownTask(size, knownFacts);
      case "equation" -> new EquationTask(size, knownFacts);
      case "last-digit" -> new LastDigitTask(size, knownFacts);
      case "logic" -> new LogicTask(size, knownFacts);
      case "word-order" -> new WordOrderTask(size, knownFacts);
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

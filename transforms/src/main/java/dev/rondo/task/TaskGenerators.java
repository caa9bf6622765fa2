package dev.rondo.task;

import dev.rondo.schema.InvalidInputException;
import java.util.List;

/** The task generators by the names that run.yaml gives them. */
public final class TaskGenerators {

  /** Every name. */
  public static final List<String> NAMES = List.of("last-digit", "multiplication");

  private TaskGenerators() {}

  /**
   * @param name one of {@link #NAMES}
   * @param size how long a problem is: operands for {@code last-digit}, digits of the first factor
   *     for {@code multiplication}
   * @param knownFacts share of the facts that worked solutions get right, for {@code last-digit}
   */
  public static TaskGenerator named(String name, int size, double knownFacts) {
    return switch (name) {
      case "last-digit" -> new LastDigitTask(size, knownFacts);
      case "multiplication" -> new MultiplicationTask(size);
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

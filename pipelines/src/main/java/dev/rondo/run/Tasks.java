package dev.rondo.run;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.task.MultiplicationTask;
import dev.rondo.task.TaskGenerator;

/** The task generators by the names that run.yaml gives them. */
final class Tasks {
  private Tasks() {}

  static TaskGenerator generator(String name, int firstDigits) {
    if (!name.equals("multiplication")) {
      throw new InvalidInputException(
          "Cannot make problems with task.name: " + name + " (allowed: multiplication)");
    }
    return new MultiplicationTask(firstDigits);
  }
}

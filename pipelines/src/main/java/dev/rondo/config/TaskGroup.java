package dev.rondo.config;

import dev.rondo.task.TaskGenerator;
import dev.rondo.task.TaskGenerators;

/** The generated task: which problems there are, and how many of each use. */
public record TaskGroup(
    @Setting(
            meaning = "Generator of problems with worked solutions.",
            byDefault = "last-digit",
            oneOf = {
              "last-digit",
              "countdown",
              "linear-equation",
              "base-conversion",
              "word-order",
              "truth-table"
            })
        String name,
    @Setting(
            meaning =
                "How long a problem is: operands of last-digit and truth-table (2 to 6), numbers of"
                    + " countdown (2 to 4), sides with x of linear-equation (1 to 2), digits of"
                    + " base-conversion (1 to 6), words of word-order (2 to 5).",
            byDefault = "3",
            min = 1,
            max = 6)
        int size,
    @Setting(
            meaning =
                "Share of the task's facts (such as sums and products of last-digit, places of"
                    + " letters of word-order) that the worked solutions know; where the others"
                    + " come up they guess.",
            byDefault = "0.6",
            min = 0,
            max = 1)
        double knownFacts,
    @Setting(
            meaning = "Problems that rounds draw from; they have a reference answer only.",
            unit = "problems",
            byDefault = "2000",
            min = 1,
            max = 10000000)
        int problems,
    @Setting(
            meaning = "Distinct worked solutions that the supervised warm start sees.",
            unit = "problems",
            byDefault = "1800",
            min = 1,
            max = 10000000)
        int demonstrations,
    @Setting(
            meaning = "Problems held out for evaluation, in no other set.",
            unit = "problems",
            byDefault = "128",
            min = 1,
            max = 1000000)
        int heldOutProblems) {
  /** Checks every range. */
  public TaskGroup {
    SettingSchema.check(
        TaskGroup.class, name, size, knownFacts, problems, demonstrations, heldOutProblems);
  }

  /** The generator that these settings name. */
  public TaskGenerator generator() {
    return TaskGenerators.named(name, size, knownFacts);
  }
}

package dev.rondo.config;

import dev.rondo.task.TaskGenerator;
import dev.rondo.task.TaskGenerators;

/** The task: which problems there are, generated or imported, and how many of each use. */
public record TaskSettings(
    @Setting(
            meaning =
                "Folder of imported problems that rounds draw from, in place of generated ones;"
                    + " empty for the generator. Those with a worked solution are the"
                    + " demonstrations.",
            byDefault = "",
            content = false)
        String from,
    @Setting(
            meaning = "Folder of imported problems for evaluation; none of them may be in from.",
            byDefault = "",
            content = false)
        String heldOutFrom,
    @Setting(
            meaning = "Generator of problems with worked solutions.",
            byDefault = "last-digit",
            oneOf = {
              "last-digit",
              "countdown",
              "linear-equation",
              "base-conversion",
              "word-order",
              "truth-table",
              "word-problem"
            })
        String name,
    @Setting(
            meaning =
                "How long a problem is: operands of last-digit and truth-table (2 to 6), numbers of"
                    + " countdown (2 to 4), sides with x of linear-equation (1 to 2), digits of"
                    + " base-conversion (1 to 6), words of word-order (2 to 5), steps of"
                    + " word-problem at most (1 to 3).",
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
            meaning =
                "Largest number that word-problem adds and takes away; factors are at most half of"
                    + " it, and 9. The other generators do not have it.",
            byDefault = "10",
            min = 4,
            max = 100,
            later = true)
        int largestNumber,
    @Setting(
            meaning =
                "Sentences of word-problem that have nothing to do with the question, at most. The"
                    + " other generators have none.",
            unit = "sentences",
            byDefault = "1",
            min = 0,
            max = 2,
            later = true)
        int distractors,
    @Setting(
            meaning =
                "Problems that rounds draw from; they have a reference answer only. Of imported"
                    + " ones the first so many.",
            unit = "problems",
            byDefault = "2000",
            min = 1,
            max = 10000000,
            defaultFollows = "or fewer where the task has fewer")
        int problems,
    @Setting(
            meaning = "Distinct worked solutions that the supervised warm start sees.",
            unit = "problems",
            byDefault = "1800",
            min = 1,
            max = 10000000,
            defaultFollows = "or fewer where the task has fewer")
        int demonstrations,
    @Setting(
            meaning =
                "Problems held out for evaluation, in no other set. Of imported ones the first"
                    + " so many.",
            unit = "problems",
            byDefault = "128",
            min = 1,
            max = 1000000,
            defaultFollows = "or fewer where the task has fewer")
        int heldOutProblems) {
  /** Whether the problems are imported ones. */
  public boolean isImported() {
    return !from.isEmpty();
  }

  /** The generator that these settings name. */
  public TaskGenerator generator() {
    return TaskGenerators.named(name, size, knownFacts, largestNumber, distractors);
  }
}

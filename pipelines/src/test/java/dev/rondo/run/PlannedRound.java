package dev.rondo.run;

import dev.rondo.dataset.Lineage;
import dev.rondo.rollout.DatasetPlan;
import dev.rondo.rollout.PlannedProblem;
import dev.rondo.schema.SamplingSettings;
import java.util.List;
import java.util.stream.IntStream;

/** A plan of the first round's rollouts, two responses of at most 8 tokens a problem. */
final class PlannedRound {
  private PlannedRound() {}

  /** Of these problems in so many shards. */
  static DatasetPlan of(List<PlannedProblem> problems, int shards) {
    Lineage lineage =
        Lineage.ofNoParents()
            .withSeed(0L)
            .withRound(1)
            .byPolicy("a".repeat(64))
            .sampledWith(new SamplingSettings(1, 1, 0, 8))
            .inGroupsOf(2)
            .judgedBy("exact@1")
            .writtenBy("test");
    return DatasetPlan.of("rollouts/round-000001", "rollouts", lineage, problems, shards, 0, 4, 4);
  }

  /** Problems that are called by a name and their number. */
  static List<PlannedProblem> problems(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new PlannedProblem(name + i, "say " + i, "" + i, "exact"))
        .toList();
  }
}

package dev.rondo.rollout;

import dev.rondo.dataset.Lineage;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.List;

/** Plans for tests with a scripted policy. */
final class Plans {
  private Plans() {}

  static Lineage lineage(int groupSize, int maxResponseTokens) {
    return Lineage.ofNoParents()
        .withSeed(7L)
        .withRound(1)
        .byPolicy("a".repeat(64))
        .sampledWith(new SamplingSettings(1, 1, 0, maxResponseTokens))
        .inGroupsOf(groupSize)
        .judgedBy("exact@1")
        .writtenBy("test");
  }

  /** Problems p0, p1, ..., whose answer is their number. */
  static List<PlannedProblem> problems(int count) {
    List<PlannedProblem> problems = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      problems.add(new PlannedProblem("p" + i, "say " + i, Integer.toString(i), "exact"));
    }
    return problems;
  }

  static DatasetPlan dataset(List<PlannedProblem> problems, int shards, int batchSequences) {
    return DatasetPlan.of(
        "rollouts/round-000001",
        "rollouts",
        lineage(3, 32),
        problems,
        shards,
        0,
        batchSequences,
        4);
  }
}

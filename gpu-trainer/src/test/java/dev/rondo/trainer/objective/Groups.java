// Hand-made groups for tests of objectives: flat arrays from lists, and random ones by seed.
package dev.rondo.trainer.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Test groups: one rollout is its log-probabilities under trainer and reference, and its label. */
final class Groups {

  /** One rollout. */
  record TestRollout(double[] trainer, double[] reference, double reward) {}

  private Groups() {}

  static GroupBatch batch(List<List<TestRollout>> groups, UpdateTotals totals) {
    List<TestRollout> rollouts = groups.stream().flatMap(List::stream).toList();
    int[] groupOffsets = new int[groups.size() + 1];
    for (int g = 0; g < groups.size(); g++) {
      groupOffsets[g + 1] = groupOffsets[g] + groups.get(g).size();
    }
    int[] tokenOffsets = new int[rollouts.size() + 1];
    for (int i = 0; i < rollouts.size(); i++) {
      tokenOffsets[i + 1] = tokenOffsets[i] + rollouts.get(i).trainer().length;
    }
    double[] trainer = new double[tokenOffsets[rollouts.size()]];
    double[] reference = new double[trainer.length];
    double[] rewards = new double[rollouts.size()];
    for (int i = 0; i < rollouts.size(); i++) {
      TestRollout rollout = rollouts.get(i);
      System.arraycopy(rollout.trainer(), 0, trainer, tokenOffsets[i], rollout.trainer().length);
      System.arraycopy(
          rollout.reference(), 0, reference, tokenOffsets[i], rollout.trainer().length);
      rewards[i] = rollout.reward();
    }
    return new GroupBatch(groupOffsets, tokenOffsets, trainer, reference, rewards, totals);
  }

  static GroupBatch batch(List<List<TestRollout>> groups) {
    return batch(groups, totals(groups));
  }

  static UpdateTotals totals(List<List<TestRollout>> groups) {
    long sequences = groups.stream().mapToLong(List::size).sum();
    long tokens =
        groups.stream().flatMap(List::stream).mapToLong(rollout -> rollout.trainer().length).sum();
    double reward =
        groups.stream().flatMap(List::stream).mapToDouble(TestRollout::reward).average().orElse(0);
    return new UpdateTotals(groups.size(), sequences, tokens, reward);
  }

  /** Random groups; {@code drift} is the size of trainer minus reference, 0 for a reset. */
  static List<List<TestRollout>> random(long seed, int groupCount, int groupSize, double drift) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<TestRollout>> groups = new ArrayList<>();
    for (int g = 0; g < groupCount; g++) {
      List<TestRollout> group = new ArrayList<>();
      for (int i = 0; i < groupSize; i++) {
        int length = 1 + random.nextInt(6);
        double[] reference = new double[length];
        double[] trainer = new double[length];
        for (int t = 0; t < length; t++) {
          reference[t] = -3 * random.nextDouble();
          trainer[t] = reference[t] + drift * (random.nextDouble() - 0.5);
        }
        group.add(new TestRollout(trainer, reference, random.nextInt(2)));
      }
      groups.add(group);
    }
    return groups;
  }

  /** The group with given labels. */
  static List<TestRollout> labelled(List<TestRollout> group, int correct) {
    List<TestRollout> labelled = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      TestRollout rollout = group.get(i);
      labelled.add(new TestRollout(rollout.trainer(), rollout.reference(), i < correct ? 1 : 0));
    }
    return labelled;
  }
}

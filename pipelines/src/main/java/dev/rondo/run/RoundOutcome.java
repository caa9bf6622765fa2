package dev.rondo.run;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.RolloutTally;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What came out of a round's rollouts, by the counts in the manifest of the committed dataset; of
 * one without them by its rows.
 *
 * @param meanReward mean outcome reward over the rollouts, unknown read as {@code
 *     train.unknown-reward}; 0 without rollouts
 * @param firstMeanReward with {@code rollout.reserves} the same over those before groups were
 *     replaced, for the groups that are kept say less of the policy; empty if no count says it, as
 *     of rounds of earlier versions; 0 without rollouts
 * @param isSolved whether there are rollouts and each has the outcome reward 1
 */
record RoundOutcome(double meanReward, OptionalDouble firstMeanReward, boolean isSolved) {

  /** By the digest of the rollouts' manifest; the content behind a digest never changes. */
  private static final Map<String, RoundOutcome> READ = new ConcurrentHashMap<>();

  /** The outcome of a round whose rollouts are committed. */
  static RoundOutcome of(RunDirectory run, int round) throws IOException {
    DatasetStore rollouts = run.dataset(RunDirectory.rolloutsDirectory(round));
    int unknownReward = run.config().train().unknownReward();
    String key = rollouts.manifestDigest() + " " + unknownReward;
    RoundOutcome known = READ.get(key);
    if (known == null) {
      known = of(rollouts, unknownReward);
      READ.put(key, known);
    }
    return known;
  }

  private static RoundOutcome of(DatasetStore rollouts, double unknownReward) throws IOException {
    RolloutTally tally = RolloutTally.of(rollouts);
    OptionalDouble first =
        FirstRollouts.among(rollouts.committedManifest().counts()).stream()
            .mapToDouble(counted -> mean(counted.tally(), unknownReward))
            .findFirst();
    return new RoundOutcome(
        mean(tally, unknownReward),
        tally.rollouts() == 0 && first.isEmpty() ? OptionalDouble.of(0) : first,
        tally.rollouts() > 0 && tally.rollouts() == tally.correct());
  }

  private static double mean(RolloutTally tally, double unknownReward) {
    return tally.rollouts() == 0 ? 0 : tally.rewards(unknownReward) / tally.rollouts();
  }
}

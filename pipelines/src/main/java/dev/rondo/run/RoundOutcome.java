package dev.rondo.run;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.RolloutTally;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What came out of a round's rollouts, by the counts in the manifest of the committed dataset; of
 * one without them by its rows.
 *
 * @param meanReward mean outcome reward over the rollouts, unknown read as {@code
 *     train.unknown-reward}; with {@code rollout.reserves} over those before groups were replaced,
 *     for the groups that are kept say less of the policy; 0 without rollouts
 * @param isSolved whether there are rollouts and each has the outcome reward 1
 */
record RoundOutcome(double meanReward, boolean isSolved) {

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
    RolloutTally first =
        FirstRollouts.among(rollouts.committedManifest().counts())
            .map(FirstRollouts::tally)
            .orElse(tally);
    return new RoundOutcome(
        first.rollouts() == 0 ? 0 : first.rewards(unknownReward) / first.rollouts(),
        tally.rollouts() > 0 && tally.rollouts() == tally.correct());
  }
}

package dev.rondo.run;

import dev.rondo.dataset.DatasetStore;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What came out of a round's rollouts, read from the committed dataset.
 *
 * @param meanReward mean outcome reward over the rollouts, unknown read as {@code
 *     train.unknown-reward}; 0 without rollouts
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
    double sum = tally.correct() + unknownReward * tally.unknown();
    return new RoundOutcome(
        tally.rollouts() == 0 ? 0 : sum / tally.rollouts(),
        tally.rollouts() > 0 && tally.rollouts() == tally.correct());
  }
}

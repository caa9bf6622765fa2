package dev.rondo.run;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.dataset.RolloutTally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run directory with manifests alone: whoever wants a row finds that its file is missing. Every
 * round has a hundred rollouts.
 */
public final class BareRun {
  static final int ROLLOUTS = 100;

  private final RunDirectory run;

  /**
   * A run of nine rounds with its problems and its base policy.
   *
   * @param rules further settings of {@code run}
   */
  public BareRun(Path root, String rules) throws IOException {
    String text =
        """
        run: {rounds: 9, %s}
        optimizer: {warm-up-rounds: 0}
        rollout: {reserves: 1}
        retention: {rollouts: 1}
        """;
    FrozenConfig.freeze(RunConfig.parse(text.formatted(rules), "test"), root);
    run = RunDirectory.open(root);
    for (String problems : List.of("held-out", "demonstrations", "training")) {
      commit("problems/" + problems, "problems", new TreeMap<>());
    }
    commit(RunDirectory.policyDirectory(0), "policy", new TreeMap<>());
  }

  /** The directory. */
  public RunDirectory run() {
    return run;
  }

  /** Counts of a hundred rollouts. */
  static RolloutTally tally(long correct) {
    return new RolloutTally(
        new TreeMap<>(
            Map.of(
                "rollouts", (long) ROLLOUTS,
                "correct", correct,
                "reason CORRECT, equal", correct)));
  }

  /**
   * Commits a round and its policy.
   *
   * @param correct of the rollouts
   * @param firstCorrect of those before reserves took places; empty without reserves
   */
  public void round(int round, long correct, Optional<Integer> firstCorrect) throws IOException {
    SortedMap<String, Long> counts = new TreeMap<>(tally(correct).counts());
    firstCorrect.ifPresent(first -> counts.putAll(new FirstRollouts(tally(first), 400).counts()));
    commit(RunDirectory.rolloutsDirectory(round), "rollouts", counts);
    commit(RunDirectory.policyDirectory(round), "policy", new TreeMap<>());
  }

  private void commit(String directory, String kind, SortedMap<String, Long> counts)
      throws IOException {
    byte[] manifest =
        ManifestJson.toJson(
            new DatasetManifest(
                DatasetManifest.FORMAT_VERSION,
                kind,
                List.of(new FileEntry("shard-00000.parquet", 1, "a".repeat(64), 0, "b".repeat(64))),
                counts,
                Lineage.ofNoParents().withSeed(0L).writtenBy("test")));
    run.storage().putIfAbsent(run.dataset(directory).manifestPath(), out -> out.write(manifest));
  }
}

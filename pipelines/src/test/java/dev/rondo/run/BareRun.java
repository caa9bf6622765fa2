package dev.rondo.run;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.RolloutTally;
import dev.rondo.trainer.metrics.MetricsLog;
import dev.rondo.trainer.metrics.MetricsPosition;
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
    this(root, rules, "");
  }

  /**
   * As above.
   *
   * @param sections further ones of the configuration
   */
  BareRun(Path root, String rules, String sections) throws IOException {
    String text =
        """
        run: {rounds: 9, %s}
        optimizer: {warm-up-rounds: 0}
        rollout: {reserves: 1}
        retention: {rollouts: 1}
        """;
    FrozenConfig.freeze(RunConfig.parse(text.formatted(rules) + sections, "test"), root);
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
    firstCorrect.ifPresent(
        first -> {
          counts.putAll(new FirstRollouts(tally(first), 400).counts());
          counts.putAll(Map.of("replaced-groups", 3L, "reserve-groups", 8L));
        });
    commit(RunDirectory.rolloutsDirectory(round), "rollouts", counts);
    commit(RunDirectory.policyDirectory(round), "policy", new TreeMap<>());
  }

  /** Logs metrics of a whole round. */
  public void log(int round, Map<String, Double> values) throws IOException {
    new MetricsLog(run.root().resolve(MetricsLog.PATH))
        .append(MetricsLog.ROUND_PHASE, new MetricsPosition(round, 0), new TreeMap<>(values));
  }

  /** Commits a policy that states a code version. */
  void policy(String name, String codeVersion) throws IOException {
    commit(
        RunDirectory.policyDirectory(name), "policy", new TreeMap<>(), stated(codeVersion, null));
  }

  /** Commits rollouts that state a numeric class. */
  void rollouts(String directory, NumericClass numericClass) throws IOException {
    commit(directory, "rollouts", new TreeMap<>(), stated("test", numericClass));
  }

  private static Lineage stated(String codeVersion, NumericClass numericClass) {
    Lineage lineage = Lineage.ofNoParents().withSeed(0L).writtenBy(codeVersion);
    return numericClass == null ? lineage : lineage.computedOn(numericClass);
  }

  private void commit(String directory, String kind, SortedMap<String, Long> counts)
      throws IOException {
    commit(directory, kind, counts, stated("test", null));
  }

  private void commit(
      String directory, String kind, SortedMap<String, Long> counts, Lineage lineage)
      throws IOException {
    byte[] manifest =
        ManifestJson.toJson(
            new DatasetManifest(
                DatasetManifest.FORMAT_VERSION,
                kind,
                List.of(new FileEntry("shard-00000.parquet", 1, "a".repeat(64), 0, "b".repeat(64))),
                counts,
                lineage));
    run.storage().putIfAbsent(run.dataset(directory).manifestPath(), out -> out.write(manifest));
  }
}

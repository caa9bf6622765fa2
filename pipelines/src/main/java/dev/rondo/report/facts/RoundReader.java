package dev.rondo.report.facts;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FirstRollouts;
import dev.rondo.dataset.JudgedRollout;
import dev.rondo.dataset.RolloutTally;
import dev.rondo.report.facts.RoundFacts.First;
import dev.rondo.report.facts.RoundFacts.Groups;
import dev.rondo.report.facts.RoundFacts.Lengths;
import dev.rondo.report.facts.RoundFacts.Verdicts;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Counts a round's rollouts: verdicts and groups as its manifest counts them; the lengths too where
 * asked for, since unpacking every token only to count it is what takes the time.
 */
final class RoundReader {
  private final RolloutTally.Counter counter = new RolloutTally.Counter();
  private int[] lengths = new int[0];
  private int counted;

  private RoundReader() {}

  /** Counts a committed round; by its rows only where they alone say it. */
  static RoundFacts read(RunDirectory run, int round, boolean withLengths) throws IOException {
    DatasetStore dataset = run.dataset(RunDirectory.rolloutsDirectory(round));
    DatasetManifest manifest = dataset.committedManifest();
    RoundReader reader = new RoundReader();
    if (withLengths && RolloutTally.ofRemoved(dataset).isEmpty()) {
      JudgedRollout.forEach(dataset, reader::addWithLength);
      return reader.facts(round, manifest, reader.counter.tally());
    }
    return reader.facts(round, manifest, RolloutTally.of(dataset));
  }

  private void addWithLength(JudgedRollout rollout) {
    counter.add(rollout);
    if (counted == lengths.length) {
      lengths = Arrays.copyOf(lengths, Math.max(256, 2 * counted));
    }
    lengths[counted++] = rollout.responseTokens();
  }

  private RoundFacts facts(int round, DatasetManifest manifest, RolloutTally tally) {
    Long tokens = manifest.counts().get("response-tokens");
    long rollouts = tally.rollouts();
    int[] all = Arrays.copyOf(lengths, counted);
    Double mean = tokens == null || rollouts == 0 ? null : (Double) ((double) tokens / rollouts);
    if (mean == null && counted > 0) {
      mean = Arrays.stream(all).average().orElseThrow();
    }
    Optional<Lengths> spread = Lengths.of(all);
    return new RoundFacts(
        round,
        new Verdicts(
            rollouts, tally.correct(), tally.unknown(), tally.truncated(), tally.reasons()),
        new Groups(
            Math.toIntExact(tally.groups()),
            Math.toIntExact(tally.mixedGroups()),
            manifest.counts().getOrDefault("rejected-groups", 0L)),
        FirstRollouts.among(manifest.counts()).map(RoundReader::first),
        mean,
        spread);
  }

  private static First first(FirstRollouts counted) {
    RolloutTally tally = counted.tally();
    return new First(
        tally.rollouts(),
        tally.correct(),
        tally.unknown(),
        tally.truncated(),
        counted.responseTokens(),
        tally.groups(),
        tally.mixedGroups());
  }
}

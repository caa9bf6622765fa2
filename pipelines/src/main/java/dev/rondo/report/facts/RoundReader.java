package dev.rondo.report.facts;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.report.facts.RoundFacts.Groups;
import dev.rondo.report.facts.RoundFacts.Lengths;
import dev.rondo.report.facts.RoundFacts.Verdicts;
import dev.rondo.run.RolloutTally;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/**
 * Counts a round's rollouts: verdicts and groups from the few columns that say them; the lengths
 * too where asked for, since unpacking every token only to count it is what takes the time.
 */
final class RoundReader {
  private static final String TOKENS = "responseTokens";

  private final RolloutTally tally;
  private int[] lengths = new int[0];
  private int counted;

  private RoundReader(RolloutTally tally) {
    this.tally = tally;
  }

  /** Counts a committed round; of one whose rollouts were removed the counts that are left. */
  static RoundFacts read(RunDirectory run, int round, boolean withLengths) throws IOException {
    DatasetStore dataset = run.dataset(RunDirectory.rolloutsDirectory(round));
    DatasetManifest manifest = dataset.committedManifest();
    Optional<RolloutTally> removed = RolloutTally.ofRemoved(dataset);
    if (removed.isPresent()) {
      return new RoundReader(removed.get()).facts(round, manifest);
    }
    List<String> columns = new ArrayList<>(RolloutTally.COLUMNS);
    if (withLengths) {
      columns.add(TOKENS);
    }
    RoundReader reader = new RoundReader(new RolloutTally());
    dataset.forEachRow(Rollout.class, columns, row -> reader.add(row, withLengths));
    return reader.facts(round, manifest);
  }

  private void add(GenericRecord row, boolean withLengths) {
    tally.add(row);
    if (withLengths) {
      if (counted == lengths.length) {
        lengths = Arrays.copyOf(lengths, Math.max(256, 2 * counted));
      }
      lengths[counted++] = ((Collection<?>) row.get(TOKENS)).size();
    }
  }

  private RoundFacts facts(int round, DatasetManifest manifest) {
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
        mean,
        spread);
  }
}

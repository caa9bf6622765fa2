package dev.rondo.report.facts;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.report.facts.RoundFacts.Groups;
import dev.rondo.report.facts.RoundFacts.Lengths;
import dev.rondo.report.facts.RoundFacts.Verdicts;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;

/**
 * Counts a round's rollouts: verdicts and groups from the few columns that say them; the lengths
 * too where asked for, since unpacking every token only to count it is what takes the time.
 */
final class RoundReader {
  private static final List<String> VERDICTS =
      List.of("problemId", "finishReason", "verdict", "verdictReason");
  private static final String TOKENS = "responseTokens";
  private static final int CORRECT = 1;
  private static final int NOT_CORRECT = 2;

  private final TreeMap<String, Long> reasons = new TreeMap<>();
  private final Map<String, Integer> seenByProblem = new HashMap<>();
  private long rollouts;
  private long correct;
  private long unknown;
  private long truncated;
  private int[] lengths = new int[0];
  private int counted;

  private RoundReader() {}

  /** Counts a committed round. */
  static RoundFacts read(RunDirectory run, int round, boolean withLengths) throws IOException {
    DatasetStore dataset = run.dataset(RunDirectory.rolloutsDirectory(round));
    List<String> columns = new ArrayList<>(VERDICTS);
    if (withLengths) {
      columns.add(TOKENS);
    }
    RoundReader reader = new RoundReader();
    dataset.forEachRow(Rollout.class, columns, row -> reader.add(row, withLengths));
    return reader.facts(round, dataset.committedManifest());
  }

  private void add(GenericRecord row, boolean withLengths) {
    String verdict = row.get("verdict").toString();
    boolean isCorrect = verdict.equals(Outcome.CORRECT.name());
    rollouts++;
    correct += isCorrect ? 1 : 0;
    unknown += verdict.equals(Outcome.UNKNOWN.name()) ? 1 : 0;
    truncated += row.get("finishReason").toString().equals(FinishReason.LENGTH.name()) ? 1 : 0;
    reasons.merge(verdict + ", " + row.get("verdictReason"), 1L, Long::sum);
    seenByProblem.merge(
        row.get("problemId").toString(), isCorrect ? CORRECT : NOT_CORRECT, (a, b) -> a | b);
    if (withLengths) {
      if (counted == lengths.length) {
        lengths = Arrays.copyOf(lengths, Math.max(256, 2 * counted));
      }
      lengths[counted++] = ((Collection<?>) row.get(TOKENS)).size();
    }
  }

  private RoundFacts facts(int round, DatasetManifest manifest) {
    Long tokens = manifest.counts().get("response-tokens");
    int mixed =
        (int) seenByProblem.values().stream().filter(s -> s == (CORRECT | NOT_CORRECT)).count();
    int[] all = Arrays.copyOf(lengths, counted);
    Double mean = tokens == null || rollouts == 0 ? null : (Double) ((double) tokens / rollouts);
    if (mean == null && counted > 0) {
      mean = Arrays.stream(all).average().orElseThrow();
    }
    Optional<Lengths> spread = Lengths.of(all);
    return new RoundFacts(
        round,
        new Verdicts(rollouts, correct, unknown, truncated, reasons),
        new Groups(
            seenByProblem.size(), mixed, manifest.counts().getOrDefault("rejected-groups", 0L)),
        mean,
        spread);
  }
}

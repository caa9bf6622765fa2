package dev.rondo.run;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.trainer.metrics.MetricsLog;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a person wants to know of a round first, from what the trainer logged. Where reserves took
 * places of groups, all shares and means are of the rollouts before, as the policy gave them.
 *
 * @param round 1 and above
 * @param reward mean outcome reward
 * @param responseTokens mean length of a response
 * @param truncated share of the responses that were cut at the length limit
 * @param allCorrect share of the groups with correct rollouts alone
 * @param allIncorrect share of the groups with none; neither kind teaches most objectives anything
 * @param reserves what reserves did; empty where there are none
 * @param rejected number of groups that left before training, such as those of prompts that do not
 *     fit the policy's context
 */
public record RoundNews(
    int round,
    double reward,
    double responseTokens,
    double truncated,
    double allCorrect,
    double allIncorrect,
    Optional<Reserves> reserves,
    long rejected) {

  /**
   * What reserves did.
   *
   * @param replaced groups that they took the places of
   * @param sampled groups that were sampled for that; the others were uniform, too, or came late
   */
  public record Reserves(long replaced, long sampled) {

    private static Optional<Reserves> among(SortedMap<String, Long> counts) {
      return Optional.ofNullable(counts.get("replaced-groups"))
          .map(replaced -> new Reserves(replaced, counts.getOrDefault("reserve-groups", replaced)));
    }
  }

  /** That of the latest round that a run trained; empty before the first. */
  public static Optional<RoundNews> latest(RunDirectory run) throws IOException {
    return of(run, Chain.ROUNDS, run.publishedRounds());
  }

  /** That of a round by its row in the log of its chain; empty if it has none. */
  static Optional<RoundNews> of(RunDirectory run, Chain chain, int round) throws IOException {
    for (MetricsLog.Row row : new MetricsLog(run.root().resolve(chain.metricsLog())).rows()) {
      SortedMap<String, Double> values = row.values();
      if (row.phase().equals(MetricsLog.ROUND_PHASE)
          && row.position().round() == round
          && values.containsKey("rollout/reward")) {
        SortedMap<String, Long> counts =
            run.dataset(chain.rolloutsDirectory(round))
                .manifest()
                .map(DatasetManifest::counts)
                .orElseGet(TreeMap::new);
        return Optional.of(
            new RoundNews(
                round,
                value(values, "reward"),
                value(values, "response_tokens"),
                value(values, "truncated"),
                value(values, "all_correct_groups"),
                value(values, "all_incorrect_groups"),
                Reserves.among(counts),
                counts.getOrDefault("rejected-groups", 0L)));
      }
    }
    return Optional.empty();
  }

  /** A metric before groups were replaced, where that is another. */
  private static double value(SortedMap<String, Double> values, String name) {
    return values.getOrDefault(
        "rollout/first_" + name, values.getOrDefault("rollout/" + name, 0.0));
  }

  /** One line. */
  public String inWords() {
    return String.format(
            Locale.ROOT,
            "reward %.3f, %.1f tokens a response, %.0f%% cut at the limit; groups all right %.0f%%,"
                + " all wrong %.0f%%",
            reward,
            responseTokens,
            100 * truncated,
            100 * allCorrect,
            100 * allIncorrect)
        + reserves
            .map(
                all ->
                    ", " + all.replaced() + " replaced by reserves (" + all.sampled() + " sampled)")
            .orElse("")
        + (rejected == 0 ? "" : ", " + rejected + " rejected");
  }
}

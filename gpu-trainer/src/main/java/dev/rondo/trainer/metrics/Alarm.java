// One failure signature, its threshold and what happens when it shows.
package dev.rondo.trainer.metrics;

import dev.rondo.schema.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One alarm over the rows of a run's rounds, pure: the same rows give the same answer.
 *
 * @param signature what it looks for
 * @param action what happens
 * @param limit its threshold, above 0; see {@link Signature}
 */
public record Alarm(Signature signature, Action action, double limit) {
  private static final String KEPT = "rollout/";
  private static final String OWN = KEPT + "first_";
  private static final String RESPONSE_TOKENS = "response_tokens";

  /** What happens when the signature shows. */
  public enum Action {
    /** Nothing: it is not looked for. */
    OFF,
    /** A line to the user and a metric of 1; the run goes on. */
    WARN,
    /** The round is not published and the run stops with an error. */
    STOP
  }

  /** The failure signatures. */
  public enum Signature {
    /**
     * Largest gradient norm of the round, over the median of earlier rounds' means, above limit.
     */
    GRADIENT,
    /**
     * Largest size of an update's loss in the round, over that of the median earlier round or 1,
     * whichever is larger, above limit.
     */
    LOSS,
    /** Token entropy below limit times that of the first round. */
    ENTROPY,
    /** Cross-entropy of the held-out labels above limit nats; ln 2 is that of a coin. */
    LABELS,
    /**
     * Mean response length above limit times that of the first round; with reserves, of the
     * rollouts before they took places of groups.
     */
    LENGTH,
    /** Mean behavior gap above limit nats a token. */
    BEHAVIOR_GAP,
    /** Share of responses cut at the length limit above limit; with reserves as above. */
    TRUNCATED;

    /** Name as in run.yaml and in the metric {@code alarm/...}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Checks the limit. */
  public Alarm {
    if (!(limit > 0)) {
      throw new InvalidInputException(
          "Cannot watch alarms." + signature.key() + "-limit: " + limit + " (allowed: above 0)");
    }
  }

  /**
   * Looks at a round.
   *
   * @param earlier metrics of the rounds before, in order
   * @param round metrics of the round
   * @return the measured value and its limit in words, if the signature shows
   */
  public Optional<String> raised(
      List<? extends Map<String, Double>> earlier, Map<String, Double> round) {
    if (action == Action.OFF) {
      return Optional.empty();
    }
    return switch (signature) {
      case GRADIENT -> {
        List<Double> norms = values(earlier, "train/gradient_norm");
        yield norms.isEmpty()
            ? Optional.empty()
            : above(round, "train/gradient_norm_max", limit * median(norms));
      }
      case LOSS -> {
        List<Double> losses = values(earlier, "train/loss_max");
        double usual = losses.isEmpty() ? 1 : Math.max(1, median(losses));
        yield above(round, "train/loss_max", limit * usual);
      }
      case ENTROPY -> {
        List<Double> entropies = values(earlier, "train/entropy");
        Double entropy = round.get("train/entropy");
        yield entropies.isEmpty() || entropy == null || entropy >= limit * entropies.get(0)
            ? Optional.empty()
            : Optional.of(told("train/entropy", entropy, "at least", limit * entropies.get(0)));
      }
      case LABELS -> above(round, "label/cross_entropy", limit);
      case LENGTH -> {
        Optional<? extends Map<String, Double>> first =
            earlier.stream().filter(row -> row.containsKey(KEPT + RESPONSE_TOKENS)).findFirst();
        if (first.isEmpty()) {
          yield Optional.empty();
        }
        String key = own(RESPONSE_TOKENS, List.of(first.get(), round));
        yield above(round, key, limit * first.get().get(key));
      }
      case BEHAVIOR_GAP -> above(round, "train/behavior_gap_mean", limit);
      case TRUNCATED -> above(round, own("truncated", List.of(round)), limit);
    };
  }

  /**
   * The key of a number of the rollouts that the policy gave, before reserves took places of
   * groups; of those that are kept where a row has no other, as rows of earlier versions.
   */
  private static String own(String name, List<? extends Map<String, Double>> rows) {
    return rows.stream().allMatch(row -> row.containsKey(OWN + name)) ? OWN + name : KEPT + name;
  }

  private static Optional<String> above(Map<String, Double> round, String key, double limit) {
    Double value = round.get(key);
    return value == null || value <= limit
        ? Optional.empty()
        : Optional.of(told(key, value, "at most", limit));
  }

  private static String told(String key, double value, String word, double limit) {
    return String.format(Locale.ROOT, "%s: %.4g (allowed: %s %.4g", key, value, word, limit);
  }

  private static List<Double> values(List<? extends Map<String, Double>> rounds, String key) {
    List<Double> values = new ArrayList<>();
    for (Map<String, Double> round : rounds) {
      if (round.containsKey(key)) {
        values.add(round.get(key));
      }
    }
    return values;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}

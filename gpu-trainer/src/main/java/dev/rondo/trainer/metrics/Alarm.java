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
    /** Mean response length above limit times that of the first round. */
    LENGTH,
    /** Mean behavior gap above limit nats a token. */
    BEHAVIOR_GAP,
    /** Share of responses cut at the length limit above limit. */
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
        List<Double> lengths = values(earlier, "rollout/response_tokens");
        yield lengths.isEmpty()
            ? Optional.empty()
            : above(round, "rollout/response_tokens", limit * lengths.get(0));
      }
      case BEHAVIOR_GAP -> above(round, "train/behavior_gap_mean", limit);
      case TRUNCATED -> above(round, "rollout/truncated", limit);
    };
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

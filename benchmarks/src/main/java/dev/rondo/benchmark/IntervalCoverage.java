package dev.rondo.benchmark;

import dev.rondo.evaluate.EvaluationSubject;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.Interval;
import dev.rondo.evaluate.ProblemTally;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * How often the 95 % interval of pass@k holds the truth, as a Markdown table: benchmarks of M
 * problems, 256 samples each, drawn from populations of problems of which the truth is known.
 * Arguments: number of benchmarks of a cell (default 4,000), then each M (default 30).
 */
public final class IntervalCoverage {
  private static final int SAMPLES = 256;
  private static final List<Integer> KS = List.of(1, 4, 16, 64, 128);
  private static final EvaluationSubject SUBJECT =
      new EvaluationSubject(
          "simulated", "0".repeat(64), "0".repeat(64), new SamplingSettings(1, 1, 0, 1), "exact@1");

  private IntervalCoverage() {}

  /** Prints the tables. */
  public static void main(String[] arguments) {
    int benchmarks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4_000;
    List<Integer> sizes = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      sizes.add(Integer.parseInt(arguments[i]));
    }
    for (int problems : sizes.isEmpty() ? List.of(30) : sizes) {
      table(problems, benchmarks);
    }
  }

  private static Map<String, ToDoubleFunction<Random>> populations() {
    Map<String, ToDoubleFunction<Random>> populations = new LinkedHashMap<>();
    populations.put("evenly spread", Random::nextDouble);
    populations.put("mostly hard, u^4", r -> Math.pow(r.nextDouble(), 4));
    populations.put("very hard, u^20", r -> Math.pow(r.nextDouble(), 20));
    populations.put("mostly easy, 1 - u^4", r -> 1 - Math.pow(r.nextDouble(), 4));
    populations.put(
        "half hopeless, half u^2", r -> r.nextDouble() < 0.5 ? 0 : Math.pow(r.nextDouble(), 2));
    populations.put("0.9 or 0.02", r -> r.nextDouble() < 0.4 ? 0.9 : 0.02);
    populations.put("alike, about 0.1", r -> 0.05 + 0.1 * (r.nextDouble() + r.nextDouble()) / 2);
    return populations;
  }

  private static void table(int problems, int benchmarks) {
    StringBuilder head = new StringBuilder("| " + problems + " problems |");
    StringBuilder rule = new StringBuilder("|---|");
    for (int k : KS) {
      head.append(" k = ").append(k).append(" |");
      rule.append("---|");
    }
    System.out.println(head + "\n" + rule);
    populations()
        .forEach((name, chance) -> System.out.println(row(name, chance, problems, benchmarks)));
    System.out.println();
  }

  private static String row(
      String name, ToDoubleFunction<Random> chance, int problems, int benchmarks) {
    double[] truth = truth(chance);
    int[] covered = new int[KS.size()];
    Random random = new Random(7);
    for (int benchmark = 0; benchmark < benchmarks; benchmark++) {
      List<ProblemTally> tallies = new ArrayList<>();
      for (int i = 0; i < problems; i++) {
        tallies.add(tally(i, binomial(random, chance.applyAsDouble(random))));
      }
      EvaluationSummary summary = EvaluationSummary.of(SUBJECT, tallies, KS);
      for (int i = 0; i < covered.length; i++) {
        Interval interval = summary.passAt(KS.get(i));
        covered[i] += interval.low() <= truth[i] && truth[i] <= interval.high() ? 1 : 0;
      }
    }
    StringBuilder row = new StringBuilder("| " + name + " |");
    for (int i = 0; i < covered.length; i++) {
      row.append(
          String.format(Locale.ROOT, " %.1f (%.3f) |", 100.0 * covered[i] / benchmarks, truth[i]));
    }
    return row.toString();
  }

  private static double[] truth(ToDoubleFunction<Random> chance) {
    double[] truth = new double[KS.size()];
    Random random = new Random(1);
    int drawn = 1_000_000;
    for (int i = 0; i < drawn; i++) {
      double p = chance.applyAsDouble(random);
      for (int j = 0; j < truth.length; j++) {
        truth[j] += (1 - Math.pow(1 - p, KS.get(j))) / drawn;
      }
    }
    return truth;
  }

  private static int binomial(Random random, double chance) {
    int correct = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      correct += random.nextDouble() < chance ? 1 : 0;
    }
    return correct;
  }

  private static ProblemTally tally(int problem, int correct) {
    String id = String.format(Locale.ROOT, "p%05d", problem);
    return new ProblemTally(id, SAMPLES, correct, 0, 0, 0, null, SAMPLES);
  }
}

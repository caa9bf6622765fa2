package dev.rondo.evaluate;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.schema.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Several policies on several benchmarks: pass@k of each, and the paired difference of each to the
 * first. A policy need not have been evaluated on every benchmark; a difference takes both.
 *
 * @param ks the k of pass@k, ascending
 * @param policies the first is what the others are compared with
 * @param differences one for each other policy, benchmark and k, in that order
 */
public record PolicyComparison(
    List<Integer> ks, List<Policy> policies, List<Difference> differences) {
  private static final long SEED = 1;
  private static final int FORMAT_VERSION = 1;

  /**
   * A policy's evaluations.
   *
   * @param name what tables call it
   * @param benchmarks summaries by benchmark
   */
  public record Policy(String name, Map<String, EvaluationSummary> benchmarks) {}

  /**
   * A policy against the first one.
   *
   * @param corrected the p-value by Holm's method over all differences of the comparison
   */
  public record Difference(
      String policy, String benchmark, PairedComparison paired, double corrected) {}

  /**
   * Compares.
   *
   * @param policies at least one, under different names
   * @param ks each at most the samples of every evaluation
   * @throws InvalidInputException if evaluations of one benchmark are not comparable
   */
  public static PolicyComparison of(List<Policy> policies, List<Integer> ks) {
    requireNames(policies);
    List<Integer> ascending = List.copyOf(new TreeSet<>(ks));
    Policy first = policies.get(0);
    List<Difference> differences = new ArrayList<>();
    for (Policy policy : policies.subList(1, policies.size())) {
      for (String benchmark : new TreeSet<>(policy.benchmarks().keySet())) {
        EvaluationSummary before = first.benchmarks().get(benchmark);
        if (before == null) {
          continue;
        }
        EvaluationSummary after = policy.benchmarks().get(benchmark);
        for (int k : ascending) {
          try {
            PairedComparison paired = PairedComparison.of(before, after, k, SEED);
            differences.add(new Difference(policy.name(), benchmark, paired, paired.pValue()));
          } catch (InvalidInputException e) {
            throw new InvalidInputException(
                policy.name() + " on " + benchmark + ": " + e.getMessage(), e);
          }
        }
      }
    }
    return new PolicyComparison(ascending, List.copyOf(policies), corrected(differences));
  }

  private static void requireNames(List<Policy> policies) {
    TreeSet<String> names = new TreeSet<>();
    for (Policy policy : policies) {
      if (!names.add(policy.name())) {
        throw new InvalidInputException(
            "Cannot compare policies: two are named "
                + policy.name()
                + " (allowed: each name once; give names as name=directory)");
      }
    }
    if (policies.isEmpty()) {
      throw new InvalidInputException("Cannot compare policies: 0 (allowed: 1 and above)");
    }
  }

  /** Holm: the smallest of m p-values times m, the next times m - 1, ..., never falling. */
  private static List<Difference> corrected(List<Difference> differences) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < differences.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> differences.get(i).corrected()));
    List<Difference> corrected = new ArrayList<>(differences);
    double least = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      Difference difference = differences.get(order.get(rank));
      least = Math.max(least, Math.min(1, (order.size() - rank) * difference.corrected()));
      corrected.set(
          order.get(rank),
          new Difference(difference.policy(), difference.benchmark(), difference.paired(), least));
    }
    return Collections.unmodifiableList(corrected);
  }

  private SortedSet<String> benchmarks() {
    SortedSet<String> names = new TreeSet<>();
    policies.forEach(policy -> names.addAll(policy.benchmarks().keySet()));
    return names;
  }

  /** Tables of Markdown: of each benchmark the policies by k, then the differences. */
  public String toMarkdown() {
    StringBuilder page = new StringBuilder();
    for (String benchmark : benchmarks()) {
      page.append("## ").append(benchmark).append("\n\n| policy | n | problems |");
      ks.forEach(k -> page.append(" pass@").append(k).append(" |"));
      page.append(" no answer | cut |\n|---|---|---|");
      ks.forEach(k -> page.append("---|"));
      page.append("---|---|\n");
      for (Policy policy : policies) {
        EvaluationSummary summary = policy.benchmarks().get(benchmark);
        if (summary != null) {
          page.append(row(policy.name(), summary));
        }
      }
      page.append('\n');
    }
    if (!differences.isEmpty()) {
      page.append("## Differences to ").append(cell(policies.get(0).name())).append("\n\n");
      page.append(
          "| policy | benchmark | k | points | 95 % interval | problems | p | p (Holm) |\n");
      page.append("|---|---|---|---|---|---|---|---|\n");
      differences.forEach(difference -> page.append(row(difference)));
    }
    return page.toString();
  }

  private String row(String name, EvaluationSummary summary) {
    StringBuilder row = new StringBuilder("| " + cell(name) + " | " + summary.samples() + " | ");
    row.append(summary.tallies().size());
    if (!summary.rejected().isEmpty()) {
      row.append(" (+ ").append(summary.rejected().size()).append(" rejected)");
    }
    for (int k : ks) {
      row.append(" | ").append(k > summary.samples() ? "–" : percent(summary, k));
    }
    row.append(
        String.format(
            Locale.ROOT,
            " | %.1f %% | %.1f %% |%n",
            100 * summary.noAnswerShare(),
            100 * summary.truncatedShare()));
    return row.toString();
  }

  private static String percent(EvaluationSummary summary, int k) {
    Interval interval = summary.passAt(k);
    return interval.hasEnds()
        ? String.format(
            Locale.ROOT,
            "%.1f [%.1f, %.1f]",
            100 * interval.value(),
            100 * interval.low(),
            100 * interval.high())
        : String.format(Locale.ROOT, "%.1f", 100 * interval.value());
  }

  private static String row(Difference difference) {
    PairedComparison paired = difference.paired();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %+.1f | %+.1f to %+.1f | %d | %.4f | %.4f |%n",
        cell(difference.policy()),
        cell(difference.benchmark()),
        paired.k(),
        100 * paired.difference().value(),
        100 * paired.difference().low(),
        100 * paired.difference().high(),
        paired.problems(),
        paired.pValue(),
        difference.corrected());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  /** The same as canonical JSON. */
  public byte[] toJson() {
    List<Map<String, Object>> evaluations = new ArrayList<>();
    for (Policy policy : policies) {
      for (String benchmark : new TreeSet<>(policy.benchmarks().keySet())) {
        evaluations.add(fields(policy.name(), policy.benchmarks().get(benchmark)));
      }
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format-version", FORMAT_VERSION);
    fields.put("baseline", policies.get(0).name());
    fields.put("evaluations", evaluations);
    fields.put("differences", differences.stream().map(PolicyComparison::fields).toList());
    return CanonicalJson.bytes(fields);
  }

  private Map<String, Object> fields(String policy, EvaluationSummary summary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("policy", policy);
    fields.put("benchmark", summary.benchmark());
    fields.put("policy-digest", summary.policyDigest());
    fields.put("problems-digest", summary.problemsDigest());
    fields.put("samples", summary.samples());
    fields.put("problems", summary.tallies().size());
    fields.put("rejected", summary.rejected().size());
    fields.put("no-answer-share", summary.noAnswerShare());
    fields.put("truncated-share", summary.truncatedShare());
    List<Map<String, Object>> estimates = new ArrayList<>();
    for (int k : ks) {
      if (k <= summary.samples()) {
        estimates.add(fields(k, summary.passAt(k)));
      }
    }
    fields.put("pass-at-k", estimates);
    return fields;
  }

  private static Map<String, Object> fields(int k, Interval interval) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("k", k);
    fields.put("value", interval.value());
    fields.put("low", interval.hasEnds() ? interval.low() : null);
    fields.put("high", interval.hasEnds() ? interval.high() : null);
    return fields;
  }

  private static Map<String, Object> fields(Difference difference) {
    PairedComparison paired = difference.paired();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("policy", difference.policy());
    fields.put("benchmark", difference.benchmark());
    fields.put("problems", paired.problems());
    fields.put("before", paired.before());
    fields.put("after", paired.after());
    fields.putAll(fields(paired.k(), paired.difference()));
    fields.put("p-value", paired.pValue());
    fields.put("p-value-holm", difference.corrected());
    return fields;
  }
}

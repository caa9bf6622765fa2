package dev.rondo.evaluate;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.schema.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Several policies on several benchmarks: pass@k of each, and the paired difference of each to the
 * first. A policy need not have been evaluated on every benchmark, nor with the same number of
 * samples; a difference takes both, and what cannot be compared is named with its reason.
 *
 * @param ks the k of pass@k, ascending
 * @param policies the first is what the others are compared with
 * @param differences one for each other policy, benchmark and k that can be compared, in that order
 * @param omissions what cannot, in the same order
 */
public record PolicyComparison(
    List<Integer> ks,
    List<Policy> policies,
    List<Difference> differences,
    List<Omission> omissions) {
  private static final long SEED = 1;
  private static final int FORMAT_VERSION = 1;

  /**
   * A policy's evaluations.
   *
   * @param name what tables call it
   * @param benchmarks summaries by benchmark
   * @param prompts how it was prompted in them
   */
  public record Policy(
      String name, Map<String, EvaluationSummary> benchmarks, EvaluationPrompts prompts) {

    /** Where nobody asks how it was prompted. */
    public Policy(String name, Map<String, EvaluationSummary> benchmarks) {
      this(name, benchmarks, EvaluationPrompts.UNKNOWN);
    }
  }

  /**
   * A policy against the first one.
   *
   * @param corrected the p-value by Holm's method over all differences of the comparison
   */
  public record Difference(
      String policy, String benchmark, PairedComparison paired, double corrected) {}

  /**
   * A difference to the first policy that nobody can take.
   *
   * @param k of pass@k; null where it is every k
   * @param reason for people
   */
  public record Omission(String policy, String benchmark, Integer k, String reason) {

    /** What it is, and why, on one line. */
    public String text() {
      return policy + " on " + benchmark + (k == null ? "" : ", k = " + k) + ": " + reason;
    }
  }

  /**
   * Compares what can be compared.
   *
   * @param policies at least one, under different names
   * @param ks each at least 1
   * @throws InvalidInputException if two policies have one name, or a k is below 1
   */
  public static PolicyComparison of(List<Policy> policies, List<Integer> ks) {
    requireNames(policies);
    TreeSet<Integer> ascending = new TreeSet<>(ks);
    if (!ascending.isEmpty() && ascending.first() < 1) {
      throw new InvalidInputException(
          "Cannot compare pass@k with k: " + ascending.first() + " (allowed: 1 and above)");
    }
    Policy first = policies.get(0);
    List<Difference> differences = new ArrayList<>();
    List<Omission> omissions = new ArrayList<>();
    for (Policy policy : policies.subList(1, policies.size())) {
      for (String benchmark : new TreeSet<>(policy.benchmarks().keySet())) {
        compare(first, policy, benchmark, ascending, differences, omissions);
      }
    }
    return new PolicyComparison(
        List.copyOf(ascending),
        List.copyOf(policies),
        corrected(differences),
        List.copyOf(omissions));
  }

  private static void compare(
      Policy first,
      Policy policy,
      String benchmark,
      SortedSet<Integer> ks,
      List<Difference> differences,
      List<Omission> omissions) {
    String name = policy.name();
    EvaluationSummary before = first.benchmarks().get(benchmark);
    if (before == null) {
      String reason = first.name() + " was not evaluated on it";
      omissions.add(new Omission(name, benchmark, null, reason));
      return;
    }
    EvaluationSummary after = policy.benchmarks().get(benchmark);
    int most = Math.min(before.samples(), after.samples());
    try {
      for (int k : ks.headSet(most + 1)) {
        PairedComparison paired = PairedComparison.of(before, after, k, SEED);
        differences.add(new Difference(name, benchmark, paired, paired.pValue()));
      }
    } catch (InvalidInputException e) { // of other problems, sampling or judging: at the first k
      omissions.add(new Omission(name, benchmark, null, e.getMessage()));
      return;
    }
    String lacking = after.samples() == most ? name : first.name();
    for (int k : ks.tailSet(most + 1)) {
      String reason = lacking + " has " + most + " samples of each problem";
      omissions.add(new Omission(name, benchmark, k, reason));
    }
  }

  /** What is to be said of prompts that differ, of the policies that are compared. */
  public Optional<String> differenceOfPrompts() {
    Map<String, EvaluationPrompts> prompts = new LinkedHashMap<>();
    for (Policy policy : policies) {
      boolean isFirst = prompts.isEmpty();
      if (isFirst || differences.stream().anyMatch(one -> one.policy().equals(policy.name()))) {
        prompts.put(policy.name(), policy.prompts());
      }
    }
    return EvaluationPrompts.difference(prompts);
  }

  /**
   * Refuses a comparison of several policies in which nothing can be compared.
   *
   * @throws InvalidInputException with the first reason
   */
  public void requireDifferences() {
    if (differences.isEmpty() && !omissions.isEmpty()) {
      int further = omissions.size() - 1;
      throw new InvalidInputException(
          "Cannot compare with "
              + policies.get(0).name()
              + ": "
              + omissions.get(0).text()
              + (further == 0 ? "" : ", and " + further + " more for such reasons")
              + " (allowed: at least one difference)");
    }
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

  /** Names of all benchmarks, ascending. */
  public SortedSet<String> benchmarks() {
    SortedSet<String> names = new TreeSet<>();
    policies.forEach(policy -> names.addAll(policy.benchmarks().keySet()));
    return names;
  }

  /** All of it as canonical JSON. */
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
    fields.put("not-compared", omissions.stream().map(PolicyComparison::fields).toList());
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
    fields.put("unknown-share", summary.unknownShare());
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

  private static Map<String, Object> fields(Omission omission) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("policy", omission.policy());
    fields.put("benchmark", omission.benchmark());
    fields.put("k", omission.k());
    fields.put("reason", omission.reason());
    return fields;
  }
}

package dev.rondo.evaluate;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.JsonFields;
import dev.rondo.schema.InvalidInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The result of an evaluation, as {@code pass-at-k.json} has it: pass@k with intervals, and the
 * tally of every problem that they were computed from.
 *
 * @param benchmark name of the problems, such as {@code held-out}
 * @param policyDigest manifest digest of the policy that was evaluated
 * @param problemsDigest manifest digest of the problems
 * @param samples responses to each problem, n
 * @param passAtK one estimate for each k that was asked for, ascending
 * @param tallies one a problem, ordered by id, each of n samples
 */
public record EvaluationSummary(
    String benchmark,
    String policyDigest,
    String problemsDigest,
    int samples,
    List<Estimate> passAtK,
    List<ProblemTally> tallies) {

  /** File name beside the samples. */
  public static final String FILE_NAME = "pass-at-k.json";

  /** Version of the file's format. */
  public static final int FORMAT_VERSION = 1;

  /**
   * pass@k over all problems.
   *
   * @param k number of tries
   * @param interval mean over problems with its 95 % bootstrap interval
   */
  public record Estimate(int k, Interval interval) {}

  /** Checks every field; the lists are copied. */
  public EvaluationSummary {
    if (benchmark == null || benchmark.isBlank()) {
      throw new InvalidInputException(
          "Cannot summarize benchmark: " + benchmark + " (allowed: a name)");
    }
    requireDigest("policy-digest", policyDigest);
    requireDigest("problems-digest", problemsDigest);
    passAtK = List.copyOf(passAtK);
    tallies = List.copyOf(tallies);
    if (tallies.isEmpty()) {
      throw new InvalidInputException("Cannot summarize problems: 0 (allowed: 1 and above)");
    }
    String before = "";
    for (ProblemTally tally : tallies) {
      if (tally.samples() != samples) {
        throw new InvalidInputException(
            "Cannot summarize problem "
                + tally.problemId()
                + " with samples: "
                + tally.samples()
                + " (allowed: "
                + samples
                + ", as every problem)");
      }
      if (tally.problemId().compareTo(before) <= 0) {
        throw new InvalidInputException(
            "Cannot summarize problem "
                + tally.problemId()
                + " after "
                + before
                + " (allowed: each id once, in ascending order)");
      }
      before = tally.problemId();
    }
    int smallest = 1;
    for (Estimate estimate : passAtK) {
      if (estimate.k() < smallest || estimate.k() > samples) {
        throw new InvalidInputException(
            "Cannot summarize pass@k with k: "
                + estimate.k()
                + " (allowed: 1 to the number of samples, "
                + samples
                + ", ascending)");
      }
      smallest = estimate.k() + 1;
    }
  }

  /**
   * Computes the estimates.
   *
   * @param tallies one a problem, in any order, all of the same number of samples
   * @param ks numbers of tries, each 1 .. n; order and repeats do not matter
   * @param seed of the bootstrap
   * @throws InvalidInputException if a k is above n, if problems have different n, or if there are
   *     none
   */
  public static EvaluationSummary of(
      String benchmark,
      String policyDigest,
      String problemsDigest,
      Collection<ProblemTally> tallies,
      Collection<Integer> ks,
      long seed) {
    List<ProblemTally> sorted = new ArrayList<>(tallies);
    sorted.sort(Comparator.comparing(ProblemTally::problemId));
    int samples = sorted.isEmpty() ? 0 : sorted.get(0).samples();
    // Checks the tallies before they are computed with.
    new EvaluationSummary(benchmark, policyDigest, problemsDigest, samples, List.of(), sorted);
    List<Integer> ascending = List.copyOf(new TreeSet<>(ks));
    double[][] values = new double[ascending.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = perProblem(sorted, ascending.get(i));
    }
    Interval[] intervals = Bootstrap.means(values, seed);
    List<Estimate> estimates = new ArrayList<>();
    for (int i = 0; i < intervals.length; i++) {
      estimates.add(new Estimate(ascending.get(i), intervals[i]));
    }
    return new EvaluationSummary(
        benchmark, policyDigest, problemsDigest, samples, estimates, sorted);
  }

  /**
   * The estimate for one k.
   *
   * @throws InvalidInputException if it was not asked for
   */
  public Interval passAt(int k) {
    for (Estimate estimate : passAtK) {
      if (estimate.k() == k) {
        return estimate.interval();
      }
    }
    throw new InvalidInputException(
        "Cannot find pass@k for k: "
            + k
            + " (allowed: "
            + String.join(
                ", ", passAtK.stream().map(estimate -> Integer.toString(estimate.k())).toList())
            + ")");
  }

  /** pass@k of each problem, in order of the tallies. */
  double[] perProblem(int k) {
    return perProblem(tallies, k);
  }

  /** Responses to all problems. */
  public long responses() {
    return (long) samples * tallies.size();
  }

  /** Mean length of a response in tokens. */
  public double meanResponseTokens() {
    return (double) tallies.stream().mapToLong(ProblemTally::responseTokens).sum() / responses();
  }

  /** Share of responses that were cut at the length limit, 0 .. 1. */
  public double truncatedShare() {
    return (double) tallies.stream().mapToLong(ProblemTally::truncated).sum() / responses();
  }

  /** Responses whose verdict is UNKNOWN. */
  public long unknown() {
    return tallies.stream().mapToLong(ProblemTally::unknown).sum();
  }

  /** Share of responses that are well-formed attempts, 0 .. 1; null where nobody says. */
  public Double wellFormedShare() {
    long wellFormed = 0;
    for (ProblemTally tally : tallies) {
      if (tally.wellFormed() == null) {
        return null;
      }
      wellFormed += tally.wellFormed();
    }
    return (double) wellFormed / responses();
  }

  /** The bytes of {@code pass-at-k.json}. */
  public byte[] toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format-version", FORMAT_VERSION);
    fields.put("benchmark", benchmark);
    fields.put("policy-digest", policyDigest);
    fields.put("problems-digest", problemsDigest);
    fields.put("samples", samples);
    fields.put("pass-at-k", passAtK.stream().map(EvaluationSummary::estimateFields).toList());
    fields.put("problems", tallies.stream().map(EvaluationSummary::tallyFields).toList());
    return CanonicalJson.bytes(fields);
  }

  /**
   * Reads {@code pass-at-k.json}.
   *
   * @param file what messages call it
   * @throws InvalidInputException if it is not one
   */
  public static EvaluationSummary fromJson(byte[] bytes, String file) {
    try {
      return summaryOf(JsonFields.parse(bytes, file));
    } catch (InvalidInputException e) {
      String cannot = "Cannot read " + file + ": ";
      throw e.getMessage().startsWith(cannot)
          ? e
          : new InvalidInputException(cannot + e.getMessage(), e);
    }
  }

  private static EvaluationSummary summaryOf(JsonFields opened) {
    try (JsonFields fields = opened) {
      int formatVersion = fields.intValue("format-version");
      if (formatVersion != FORMAT_VERSION) {
        throw fields.refused(
            "format-version",
            formatVersion,
            FORMAT_VERSION + "; another version of Rondo wrote it");
      }
      String benchmark = fields.string("benchmark");
      String policyDigest = fields.string("policy-digest");
      String problemsDigest = fields.string("problems-digest");
      int samples = fields.intValue("samples");
      List<Estimate> estimates = new ArrayList<>();
      for (JsonFields item : fields.objects("pass-at-k")) {
        estimates.add(estimateOf(item));
      }
      List<ProblemTally> tallies = new ArrayList<>();
      for (JsonFields item : fields.objects("problems")) {
        tallies.add(tallyOf(item));
      }
      return new EvaluationSummary(
          benchmark, policyDigest, problemsDigest, samples, estimates, tallies);
    }
  }

  private static double[] perProblem(List<ProblemTally> tallies, int k) {
    return tallies.stream()
        .mapToDouble(tally -> PassAtK.estimate(tally.samples(), tally.correct(), k))
        .toArray();
  }

  private static Map<String, Object> estimateFields(Estimate estimate) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("k", estimate.k());
    fields.put("value", estimate.interval().value());
    fields.put("low", estimate.interval().low());
    fields.put("high", estimate.interval().high());
    return fields;
  }

  private static Estimate estimateOf(JsonFields opened) {
    try (JsonFields fields = opened) {
      return new Estimate(
          fields.intValue("k"),
          new Interval(
              fields.doubleValue("value"), fields.doubleValue("low"), fields.doubleValue("high")));
    }
  }

  private static Map<String, Object> tallyFields(ProblemTally tally) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("problem-id", tally.problemId());
    fields.put("samples", tally.samples());
    fields.put("correct", tally.correct());
    fields.put("unknown", tally.unknown());
    fields.put("truncated", tally.truncated());
    fields.put("well-formed", tally.wellFormed());
    fields.put("response-tokens", tally.responseTokens());
    return fields;
  }

  private static ProblemTally tallyOf(JsonFields opened) {
    try (JsonFields fields = opened) {
      return new ProblemTally(
          fields.string("problem-id"),
          fields.intValue("samples"),
          fields.intValue("correct"),
          fields.intValue("unknown"),
          fields.intValue("truncated"),
          fields.intOrNull("well-formed"),
          fields.longValue("response-tokens"));
    }
  }

  private static void requireDigest(String field, String digest) {
    if (!Digests.isSha256(digest)) {
      throw new InvalidInputException(
          "Cannot summarize " + field + ": " + digest + " (allowed: 64 hex digits)");
    }
  }
}

package dev.rondo.evaluate;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * The result of an evaluation, as {@code pass-at-k.json} has it: pass@k, pass^k and maj@k with
 * intervals, and the tally of every problem that they were computed from. {@link SummaryJson} reads
 * and writes it.
 *
 * @param subject which policy on which problems, sampled and judged how
 * @param samples responses to each problem, n
 * @param passAtK the chance that one of k samples is correct; one estimate for each k that was
 *     asked for, ascending
 * @param passHatK the chance that all of k samples are correct, for the same k
 * @param majAtK the chance that the most frequent answer of k samples is correct, for the same k;
 *     empty where the answers were not counted
 * @param rejected problems that could not be sampled, by id, with the reason; they are in no number
 * @param tallies one a problem, ordered by id, each of n samples
 */
public record EvaluationSummary(
    EvaluationSubject subject,
    int samples,
    List<Estimate> passAtK,
    List<Estimate> passHatK,
    List<Estimate> majAtK,
    SortedMap<String, String> rejected,
    List<ProblemTally> tallies) {
  /** More than sums in another order differ by. */
  private static final double ROUNDING = 1e-6;

  /** File name beside the samples. */
  public static final String FILE_NAME = "pass-at-k.json";

  /**
   * Where the summary of an evaluation is written.
   *
   * @param directory of the evaluation in its storage; empty for the root
   */
  public static String path(String directory) {
    return (directory.isEmpty() ? "" : directory + "/") + DatasetLayout.FOLDER + FILE_NAME;
  }

  /**
   * The summary of an evaluation, or nothing before there is one. One of version 1 of the format
   * lies right in the directory.
   */
  public static Optional<EvaluationSummary> of(Storage storage, String directory)
      throws IOException {
    String first = (directory.isEmpty() ? "" : directory + "/") + FILE_NAME;
    for (String path : List.of(path(directory), first)) {
      if (storage.exists(path)) {
        return Optional.of(fromJson(storage.read(path), storage.place(path)));
      }
    }
    return Optional.empty();
  }

  /**
   * An estimate over all problems.
   *
   * @param k number of tries
   * @param interval mean over problems with its 95 % interval; without ends for k = n, where every
   *     problem was tried once
   */
  public record Estimate(int k, Interval interval) {}

  /** Checks every field; the lists are copied. */
  public EvaluationSummary {
    passAtK = List.copyOf(passAtK);
    passHatK = List.copyOf(passHatK);
    majAtK = List.copyOf(majAtK);
    rejected = new TreeMap<>(rejected);
    tallies = List.copyOf(tallies);
    requireTallies(samples, tallies);
    for (List<Estimate> estimates : List.of(passAtK, passHatK, majAtK)) {
      requireAscending(samples, estimates);
    }
    for (ProblemTally tally : tallies) {
      if (rejected.containsKey(tally.problemId())) {
        throw new InvalidInputException(
            "Cannot summarize problem "
                + tally.problemId()
                + ": both rejected and sampled (allowed: one of them)");
      }
    }
  }

  /**
   * Refuses estimates that are not those of the tallies: somebody else may have written both.
   *
   * @param isBootstrapped whether the intervals are those of version 1, which nothing repeats
   * @throws InvalidInputException naming the first one
   */
  void requireEstimatesOfTallies(boolean isBootstrapped) {
    requireMeans("pass-at-k", passAtK, byCorrect(EvaluationSummary::passAt), isBootstrapped);
    requireMeans("pass-hat-k", passHatK, byCorrect(EvaluationSummary::passHat), isBootstrapped);
    for (Estimate estimate : majAtK) { // the tallies of answers are not in the file
      double found = estimate.interval().value();
      if (!(found >= -ROUNDING && found <= 1 + ROUNDING)) {
        throw refused("maj-at-k", estimate.k(), "value", found, "within 0 .. 1");
      }
      requireAroundItsValue("maj-at-k", estimate);
      if (isOneTry(samples, estimate.k()) == estimate.interval().hasEnds()) {
        throw refused(
            "maj-at-k",
            estimate.k(),
            "interval",
            ends(estimate.interval()),
            "none for k = n > 1, one for any other");
      }
    }
  }

  private void requireMeans(
      String name, List<Estimate> estimates, Value of, boolean isBootstrapped) {
    for (Estimate estimate : estimates) {
      int k = estimate.k();
      Interval found = estimate.interval();
      Interval wanted = estimates(tallies, List.of(k), of).get(0).interval();
      if (!(Math.abs(found.value() - wanted.value()) <= ROUNDING)) {
        throw refused(
            name, k, "value", found.value(), wanted.value() + ", as its problems have it");
      }
      requireAroundItsValue(name, estimate);
      if (!isBootstrapped && !hasSameEnds(found, wanted)) {
        throw refused(name, k, "interval", ends(found), ends(wanted) + ", as its problems have it");
      }
    }
  }

  private static void requireAroundItsValue(String name, Estimate estimate) {
    Interval found = estimate.interval();
    if (found.hasEnds()) {
      if (!(found.low() >= -ROUNDING && found.high() <= 1 + ROUNDING)) {
        throw refused(name, estimate.k(), "interval", ends(found), "within 0 .. 1");
      }
      if (!(found.low() <= found.value() + ROUNDING && found.high() >= found.value() - ROUNDING)) {
        throw refused(
            name, estimate.k(), "interval", ends(found), "around its value, " + found.value());
      }
    }
  }

  private static boolean hasSameEnds(Interval one, Interval other) {
    return one.hasEnds() == other.hasEnds()
        && (!one.hasEnds()
            || (Math.abs(one.low() - other.low()) <= ROUNDING
                && Math.abs(one.high() - other.high()) <= ROUNDING));
  }

  private static String ends(Interval interval) {
    return interval.hasEnds() ? interval.low() + " .. " + interval.high() : "none";
  }

  /** Whether each problem was tried once, so that nobody can say how that varies. */
  private static boolean isOneTry(int samples, int k) {
    return k == samples && k > 1;
  }

  private static InvalidInputException refused(
      String name, int k, String field, Object found, String allowed) {
    return new InvalidInputException(
        "field "
            + name
            + ", "
            + field
            + " of k = "
            + k
            + " is "
            + found
            + " (allowed: "
            + allowed
            + ")");
  }

  private static void requireTallies(int samples, List<ProblemTally> tallies) {
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
  }

  private static void requireAscending(int samples, List<Estimate> estimates) {
    int smallest = 1;
    for (Estimate estimate : estimates) {
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
   * Computes the estimates; maj@k is left out.
   *
   * @param tallies one a problem, in any order, all of the same number of samples
   * @param ks numbers of tries, each 1 .. n; order and repeats do not matter
   * @throws InvalidInputException if a k is above n, if problems have different n, or if there are
   *     none
   */
  public static EvaluationSummary of(
      EvaluationSubject subject, Collection<ProblemTally> tallies, Collection<Integer> ks) {
    return of(subject, tallies, new TreeMap<>(), ks, null);
  }

  /**
   * Computes the estimates.
   *
   * @param rejected problems that could not be sampled, with the reason
   * @param majority maj@k of a problem, asked for by several threads; null if nobody counted the
   *     answers
   */
  static EvaluationSummary of(
      EvaluationSubject subject,
      Collection<ProblemTally> tallies,
      SortedMap<String, String> rejected,
      Collection<Integer> ks,
      Value majority) {
    List<ProblemTally> sorted = new ArrayList<>(tallies);
    sorted.sort(Comparator.comparing(ProblemTally::problemId));
    int samples = sorted.isEmpty() ? 0 : sorted.get(0).samples();
    requireTallies(samples, sorted); // before they are computed with
    List<Integer> ascending = List.copyOf(new TreeSet<>(ks));
    return new EvaluationSummary(
        subject,
        samples,
        estimates(sorted, ascending, byCorrect(EvaluationSummary::passAt)),
        estimates(sorted, ascending, byCorrect(EvaluationSummary::passHat)),
        majority == null ? List.of() : majorities(sorted, ascending, majority),
        rejected,
        sorted);
  }

  /** What is estimated of a problem for a k, 0 .. 1. */
  interface Value {
    double of(ProblemTally tally, int k);
  }

  /**
   * The same value, computed once for each number of correct samples that occurs. It takes memory
   * by the problems, not by n, which a file may claim to be anything. One k after the other.
   */
  private static Value byCorrect(Value value) {
    Map<Integer, Double> known = new HashMap<>();
    int[] ofK = new int[1]; // the k that values are known for
    return (tally, k) -> {
      if (ofK[0] != k) {
        known.clear();
        ofK[0] = k;
      }
      return known.computeIfAbsent(tally.correct(), correct -> value.of(tally, k));
    };
  }

  private static List<Estimate> estimates(List<ProblemTally> tallies, List<Integer> ks, Value of) {
    return estimates(
        tallies, ks, k -> tallies.stream().mapToDouble(tally -> of.of(tally, k)).toArray());
  }

  /** On all processors: the votes of many subsets are counted for each value. */
  private static List<Estimate> majorities(List<ProblemTally> tallies, List<Integer> ks, Value of) {
    return estimates(
        tallies, ks, k -> tallies.parallelStream().mapToDouble(tally -> of.of(tally, k)).toArray());
  }

  private static List<Estimate> estimates(
      List<ProblemTally> tallies, List<Integer> ks, IntFunction<double[]> valuesOfProblems) {
    List<Estimate> estimates = new ArrayList<>();
    for (int k : ks) {
      Interval interval = MeanIntervals.ofMean(valuesOfProblems.apply(k));
      boolean isWithoutEnds = isOneTry(tallies.get(0).samples(), k);
      estimates.add(
          new Estimate(k, isWithoutEnds ? Interval.withoutEnds(interval.value()) : interval));
    }
    return estimates;
  }

  private static double passAt(ProblemTally tally, int k) {
    return PassAtK.estimate(tally.samples(), tally.correct(), k);
  }

  private static double passHat(ProblemTally tally, int k) {
    return PassAtK.estimateOfAll(tally.samples(), tally.correct(), k);
  }

  /** Name of the problems, such as {@code held-out}. */
  public String benchmark() {
    return subject.benchmark();
  }

  /** Manifest digest of the policy that was evaluated. */
  public String policyDigest() {
    return subject.policyDigest();
  }

  /** Manifest digest of the problems. */
  public String problemsDigest() {
    return subject.problemsDigest();
  }

  /**
   * pass@k for any k, asked for or not: the tallies have them all.
   *
   * @param k 1 .. n
   * @throws InvalidInputException if it is above n
   */
  public Interval passAt(int k) {
    for (Estimate estimate : passAtK) {
      if (estimate.k() == k) {
        return estimate.interval();
      }
    }
    if (k < 1 || k > samples) {
      throw new InvalidInputException(
          "Cannot find pass@k with k: "
              + k
              + " (allowed: 1 to the number of samples, "
              + samples
              + ")");
    }
    return estimates(tallies, List.of(k), EvaluationSummary::passAt).get(0).interval();
  }

  /** pass@k of each problem, in order of the tallies. */
  static double[] perProblem(List<ProblemTally> tallies, int k) {
    return tallies.stream().mapToDouble(tally -> passAt(tally, k)).toArray();
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

  /** Share of responses in which the verifier found no answer, 0 .. 1. */
  public double noAnswerShare() {
    return (double) tallies.stream().mapToLong(ProblemTally::noAnswer).sum() / responses();
  }

  /** Responses whose verdict is UNKNOWN. */
  public long unknown() {
    return tallies.stream().mapToLong(ProblemTally::unknown).sum();
  }

  /** Share of responses whose verdict is UNKNOWN, 0 .. 1; they count as not correct. */
  public double unknownShare() {
    return (double) unknown() / responses();
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
    return SummaryJson.bytes(this);
  }

  /**
   * Reads {@code pass-at-k.json}.
   *
   * @param file what messages call it
   * @throws InvalidInputException if it is not one
   */
  public static EvaluationSummary fromJson(byte[] bytes, String file) {
    return SummaryJson.read(bytes, file);
  }
}

package dev.rondo.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * The answers to one problem and how often each was given, for maj@k: the chance that the answer
 * most often given among k samples is correct. Votes of different samples add up; which texts are
 * one answer is decided at the end, over all of them, so that the result does not depend on how the
 * samples came in.
 *
 * @param byText how often each extracted answer was given, and how many of those were judged
 *     CORRECT; samples without an answer are in none
 */
record AnswerVotes(TreeMap<String, Count> byText) implements Serializable {
  private static final int LONGEST = 1_000;
  private static final int CLASSES_COMPARED = 64;
  private static final int SUBSETS = 1_000;
  private static final int SUBSETS_IN_ALL = 1_000_000;
  private static final int FEWEST_SUBSETS = 20;
  private static final Comparator<Map.Entry<String, Count>> MOST_FREQUENT_FIRST =
      Comparator.comparingInt((Map.Entry<String, Count> text) -> -text.getValue().given())
          .thenComparing(Map.Entry::getKey);

  /** Times an answer was given, and times that was judged CORRECT. */
  record Count(int given, int correct) implements Serializable {
    Count plus(Count other) {
      return new Count(given + other.given, correct + other.correct);
    }

    /** Whether most of those who gave it were judged correct. */
    boolean isCorrect() {
      return 2 * correct > given;
    }
  }

  /** No votes yet. */
  static AnswerVotes none() {
    return new AnswerVotes(new TreeMap<>());
  }

  /** Counts one sample; null votes for nothing. */
  void add(String answer, boolean isCorrect) {
    if (answer != null) {
      String text = answer.length() > LONGEST ? answer.substring(0, LONGEST) : answer;
      byText.merge(text, new Count(1, isCorrect ? 1 : 0), Count::plus);
    }
  }

  /** Adds the votes of other samples. */
  void addAll(AnswerVotes other) {
    other.byText.forEach((text, count) -> byText.merge(text, count, Count::plus));
  }

  /**
   * Answers that are the same, together, in the order of their most frequent texts. Texts that were
   * judged CORRECT are one answer: that to the problem. Any other is compared with that one and the
   * most frequent of those before it, 64 at most; one that equals none of them stands alone.
   *
   * @param isSame whether the second text gives the first one's answer
   */
  List<Count> classes(BiPredicate<String, String> isSame) {
    List<Map.Entry<String, Count>> texts = new ArrayList<>(byText.entrySet());
    texts.sort(
        Comparator.comparing((Map.Entry<String, Count> text) -> !text.getValue().isCorrect())
            .thenComparing(MOST_FREQUENT_FIRST));
    List<Map.Entry<String, Count>> heads = new ArrayList<>(); // the most frequent text of each
    TreeMap<Map.Entry<String, Count>, Count> classes = new TreeMap<>(MOST_FREQUENT_FIRST);
    for (Map.Entry<String, Count> text : texts) {
      int found = 0; // the class of all correct texts, where there are some
      int compared = Math.min(heads.size(), CLASSES_COMPARED);
      while (found < compared
          && !text.getValue().isCorrect()
          && !isSame.test(heads.get(found).getKey(), text.getKey())) {
        found++;
      }
      if (found == compared) {
        heads.add(text);
      }
      classes.merge(found < compared ? heads.get(found) : text, text.getValue(), Count::plus);
    }
    return List.copyOf(classes.values());
  }

  /**
   * Subsets of each problem's samples that maj@k is estimated from: 1,000, which bring a standard
   * error of at most 1.6 points to one problem and 0.05 to the mean of 1,000. Of more problems
   * fewer are enough for the mean: a million in all, and at least 20 of each.
   */
  static int subsets(int problems) {
    return Math.max(FEWEST_SUBSETS, Math.min(SUBSETS, SUBSETS_IN_ALL / Math.max(1, problems)));
  }

  /**
   * maj@k of one problem: over subsets of k of its samples, the share whose most frequent answer is
   * correct; answers that tie share it. Exact for k = n, else over subsets drawn by the seed.
   *
   * @param classes what {@link #classes} found
   * @param samples n
   * @param k 1 .. n
   * @param subsetsOfOne number of subsets where k is below n, as {@link #subsets} has it
   */
  static double majorityAt(List<Count> classes, int samples, int k, long seed, int subsetsOfOne) {
    int answered = classes.stream().mapToInt(Count::given).sum();
    Double decided = decided(classes, samples, answered, k);
    if (decided != null) {
      return decided;
    }
    int[] classOf = new int[samples]; // of each sample; -1 where it gave no answer
    Arrays.fill(classOf, -1);
    boolean[] isCorrect = new boolean[classes.size()];
    int next = 0;
    for (int i = 0; i < classes.size(); i++) {
      Arrays.fill(classOf, next, next + classes.get(i).given(), i);
      next += classes.get(i).given();
      isCorrect[i] = classes.get(i).isCorrect();
    }
    Random random = new UnsharedRandom(seed);
    int subsets = k == samples ? 1 : subsetsOfOne;
    int[] votes = new int[classes.size()];
    double sum = 0;
    for (int subset = 0; subset < subsets; subset++) {
      Arrays.fill(votes, 0);
      int most = 0;
      int ties = 0;
      int correct = 0;
      for (int i = 0; i < k; i++) { // the first k of a shuffle
        int other = k == samples ? i : i + random.nextInt(samples - i);
        int drawn = classOf[other];
        classOf[other] = classOf[i];
        classOf[i] = drawn;
        if (drawn >= 0 && ++votes[drawn] >= most) { // leads, or draws level
          ties = votes[drawn] > most ? 1 : ties + 1;
          correct = (votes[drawn] > most ? 0 : correct) + (isCorrect[drawn] ? 1 : 0);
          most = votes[drawn];
        }
      }
      sum += ties == 0 ? 0 : (double) correct / ties;
    }
    return sum / subsets;
  }

  /** What every subset of k gives, where that is the same in all of them; else null. */
  private static Double decided(List<Count> classes, int samples, int answered, int k) {
    if (classes.stream().noneMatch(Count::isCorrect)) {
      return 0.0;
    }
    if (k > samples - answered && classes.stream().allMatch(Count::isCorrect)) {
      return 1.0;
    }
    Count first = new Count(0, 0);
    int second = 0;
    for (Count count : classes) {
      if (count.given() > first.given()) {
        second = first.given();
        first = count;
      } else {
        second = Math.max(second, count.given());
      }
    }
    // However many of the others are among the k, the first one has more than any of them.
    boolean isAhead = k - (samples - first.given()) > Math.min(second, k);
    return isAhead ? (Double) (first.isCorrect() ? 1.0 : 0.0) : null;
  }

  /**
   * The numbers of {@link Random}, whose algorithm is part of its contract, without its care for
   * threads that share one: most of the time of an evaluation of many samples goes here.
   */
  private static final class UnsharedRandom extends Random {
    private static final long serialVersionUID = 1L;
    private static final long FACTOR = 0x5DEECE66DL;
    private static final long MASK = (1L << 48) - 1;

    private long state;

    UnsharedRandom(long seed) {
      super(seed);
    }

    @Override
    public void setSeed(long seed) {
      state = (seed ^ FACTOR) & MASK;
    }

    @Override
    protected int next(int bits) {
      state = (state * FACTOR + 0xB) & MASK;
      return (int) (state >>> (48 - bits));
    }
  }
}

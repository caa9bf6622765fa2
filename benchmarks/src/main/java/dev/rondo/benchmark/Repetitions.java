package dev.rondo.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Runs the same work several times and tells tokens per second. */
final class Repetitions {
  private Repetitions() {}

  /** Work that says how many tokens it did. */
  interface Work {
    long run() throws IOException;
  }

  /**
   * Runs the work once to warm up, then {@code count} times; prints each and the median.
   *
   * @return the median, in tokens per second
   */
  static double measure(String what, int count, Work work) throws IOException {
    work.run();
    double[] rates = new double[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      long tokens = work.run();
      rates[i] = tokens / ((System.nanoTime() - start) / 1e9);
      System.out.printf(
          Locale.ROOT, "  %s, repetition %d: %,.1f tokens/s%n", what, i + 1, rates[i]);
    }
    Arrays.sort(rates);
    double median = (rates[(count - 1) / 2] + rates[count / 2]) / 2;
    System.out.printf(Locale.ROOT, "%s: %,.1f tokens/s (median of %d)%n", what, median, count);
    return median;
  }
}

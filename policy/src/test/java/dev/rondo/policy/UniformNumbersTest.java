package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UniformNumbersTest {
  private static final SampleKey KEY = new SampleKey(42, 3, "problem-7", 5);

  @Test
  void aNumberDependsOnKeyAndPositionNotOnWhereReadingStarts() {
    double[] whole = numbers(KEY, 0, 50);
    for (int first = 0; first < 40; first++) {
      assertThat(numbers(KEY, first, 10))
          .containsExactly(Arrays.copyOfRange(whole, first, first + 10));
    }
  }

  @Test
  void everyPartOfTheKeyCounts() {
    Set<Double> firsts = new HashSet<>();
    for (SampleKey key :
        new SampleKey[] {
          KEY,
          new SampleKey(43, 3, "problem-7", 5),
          new SampleKey(42, 4, "problem-7", 5),
          new SampleKey(42, 3, "problem-8", 5),
          new SampleKey(42, 3, "problem-7", 6)
        }) {
      firsts.add(numbers(key, 0, 1)[0]);
    }
    assertThat(firsts).hasSize(5);
  }

  @Test
  void numbersAreTheOnesThatTheFormatFixes() {
    // Made with NumPy's Philox. Changing these changes every run's samples.
    assertThat(numbers(KEY, 0, 5))
        .containsExactly(
            0.15417140221332892,
            0.16147924257604385,
            0.12843931217689508,
            0.9264439058168127,
            0.6973510665647482);
  }

  @Test
  void numbersAreSpreadEvenly() {
    int[] counts = new int[10];
    for (int i = 0; i < 1000; i++) {
      for (double number : numbers(new SampleKey(1, 1, "p", i), 0, 20)) {
        counts[(int) (number * 10)]++;
      }
    }
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - 2000.0) * (count - 2000.0) / 2000;
    }
    // 9 degrees of freedom: exceeded once in 1,000 keys; the keys are fixed.
    assertThat(chiSquare).isLessThan(27.9);
  }

  private static double[] numbers(SampleKey key, int first, int count) {
    double[] numbers = new double[count + 2];
    new UniformNumbers(key).fill(first, numbers, 1, count);
    return Arrays.copyOfRange(numbers, 1, count + 1);
  }
}

package dev.rondo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Property;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PassAtKTest {

  /** The definition itself: of all subsets of k samples, the share with a correct one. */
  @Test
  void equalsTheShareOfSubsetsThatHoldACorrectSample() {
    for (int n = 1; n <= 10; n++) {
      for (int c = 0; c <= n; c++) {
        for (int k = 1; k <= n; k++) {
          int subsets = 0;
          int passing = 0;
          for (int subset = 0; subset < 1 << n; subset++) {
            if (Integer.bitCount(subset) == k) {
              subsets++;
              passing += (subset & ((1 << c) - 1)) != 0 ? 1 : 0;
            }
          }
          assertThat(PassAtK.estimate(n, c, k))
              .as("n=%d c=%d k=%d", n, c, k)
              .isCloseTo((double) passing / subsets, within(1e-15));
        }
      }
    }
  }

  /** Of all subsets of k samples, the share in which all are correct. */
  @Test
  void passHatEqualsTheShareOfSubsetsOfCorrectSamples() {
    for (int n = 1; n <= 9; n++) {
      for (int c = 0; c <= n; c++) {
        for (int k = 1; k <= n; k++) {
          int subsets = 0;
          int passing = 0;
          for (int subset = 0; subset < 1 << n; subset++) {
            if (Integer.bitCount(subset) == k) {
              subsets++;
              passing += (subset & ~((1 << c) - 1)) == 0 ? 1 : 0;
            }
          }
          assertThat(PassAtK.estimateOfAll(n, c, k))
              .as("n=%d c=%d k=%d", n, c, k)
              .isCloseTo((double) passing / subsets, within(1e-15));
        }
      }
    }
  }

  /** Binomials of Pascal's triangle, which is made by additions alone. */
  @Test
  void agreesWithPascalsTriangleUpToTwoHundredAndFiftySixSamples() {
    BigInteger[][] choose = new BigInteger[257][];
    for (int n = 0; n < choose.length; n++) {
      choose[n] = new BigInteger[n + 1];
      for (int k = 0; k <= n; k++) {
        choose[n][k] =
            k == 0 || k == n ? BigInteger.ONE : choose[n - 1][k - 1].add(choose[n - 1][k]);
      }
    }
    for (int n : new int[] {11, 64, 100, 256}) {
      for (int c = 0; c <= n; c += n < 100 ? 1 : 5) {
        for (int k = 1; k <= n; k += n < 100 ? 1 : 3) {
          BigDecimal all = new BigDecimal(choose[n][k]);
          BigInteger none = k <= n - c ? choose[n - c][k] : BigInteger.ZERO;
          BigInteger only = k <= c ? choose[c][k] : BigInteger.ZERO;
          assertThat(PassAtK.estimate(n, c, k))
              .as("n=%d c=%d k=%d", n, c, k)
              .isCloseTo(
                  BigDecimal.ONE
                      .subtract(new BigDecimal(none).divide(all, MathContext.DECIMAL128))
                      .doubleValue(),
                  within(1e-13));
          assertThat(PassAtK.estimateOfAll(n, c, k))
              .as("all of n=%d c=%d k=%d", n, c, k)
              .isCloseTo(
                  new BigDecimal(only).divide(all, MathContext.DECIMAL128).doubleValue(),
                  within(1e-13));
        }
      }
    }
  }

  @Test
  void staysExactAtAHundredThousandSamples() {
    int n = 100_000;
    for (int c : new int[] {1, 7, 1_000, 50_000, 99_000}) {
      for (int k : new int[] {1, 2, 256, 10_000, 50_000}) {
        assertThat(PassAtK.estimate(n, c, k))
            .as("c=%d k=%d", c, k)
            .isCloseTo(exact(n, c, k), within(1e-11));
      }
    }
  }

  @Test
  void agreesWithExactBinomialsUpToTenThousandSamples() {
    Property.holds(
        200,
        draw -> {
          int n = draw.whole(1, 10_000);
          int correct = draw.whole(0, 10_000);
          int tries = draw.whole(1, 10_000);
          int c = correct % (n + 1);
          int k = 1 + tries % n;
          assertThat(PassAtK.estimate(n, c, k)).isCloseTo(exact(n, c, k), within(1e-11));
        });
  }

  @Test
  void knownValues() {
    assertThat(PassAtK.estimate(256, 0, 256)).isZero();
    assertThat(PassAtK.estimate(256, 1, 256)).isEqualTo(1);
    assertThat(PassAtK.estimate(256, 1, 128)).isEqualTo(0.5);
    assertThat(PassAtK.estimate(256, 64, 1)).isEqualTo(0.25);
    assertThat(PassAtK.estimate(10_000, 1, 1)).isEqualTo(1e-4);
    assertThat(PassAtK.estimate(10_000, 9_999, 1)).isEqualTo(0.9999);
  }

  @Test
  void moreTriesNeverHurt() {
    Property.holds(
        1000,
        draw -> {
          int n = draw.whole(2, 300);
          int correct = draw.whole(0, 300);
          int c = correct % (n + 1);
          double before = 0;
          for (int k = 1; k <= n; k++) {
            double value = PassAtK.estimate(n, c, k);
            assertThat(value).isBetween(before - 1e-12, 1.0);
            before = value;
          }
        });
  }

  @Test
  void outOfRangeIsRefusedWithTheValueAndTheRange() {
    assertRefused(8, 1, 9, "k: 9 (allowed: 1 to the number of samples, 8)");
    assertRefused(8, 1, 0, "k: 0 (allowed: 1 to the number of samples, 8)");
    assertRefused(8, 9, 1, "correct: 9 (allowed: 0 to samples, 8)");
    assertRefused(8, -1, 1, "correct: -1");
    assertRefused(0, 0, 1, "samples: 0 (allowed: 1 and above)");
  }

  private static void assertRefused(int n, int c, int k, String message) {
    assertThatThrownBy(() -> PassAtK.estimate(n, c, k))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  /** 1 - C(n-c, k) / C(n, k) in whole numbers, rounded once. */
  private static double exact(int n, int c, int k) {
    if (n - c < k) {
      return 1;
    }
    BigInteger none = BigInteger.ONE;
    BigInteger all = BigInteger.ONE;
    int few = Math.min(c, k);
    int many = Math.max(c, k);
    for (int i = 0; i < few; i++) {
      none = none.multiply(BigInteger.valueOf(n - many - i));
      all = all.multiply(BigInteger.valueOf(n - i));
    }
    return BigDecimal.ONE
        .subtract(new BigDecimal(none).divide(new BigDecimal(all), MathContext.DECIMAL128))
        .doubleValue();
  }

  /** What a file claims costs no time: a product that has come to nothing is not gone on with. */
  @Test
  void claimsOfBillionsOfSamplesAreEstimatedAtOnce() {
    int samples = Integer.MAX_VALUE;
    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int correct = 1; correct < 1000; correct++) {
            PassAtK.estimate(samples, samples / 1000 * correct, samples / 2);
          }
        });
    assertThat(PassAtK.estimate(samples, samples / 2, samples / 2)).isEqualTo(1);
  }
}
